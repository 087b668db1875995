import { defineFault } from '../fault.ts';

/** Takes what is left of a user's inotify instances: perl knows the call by its number. */
const TAKE = `n=$([ "$(uname -m)" = x86_64 ] && echo 294 || echo 26)
perl -e '$| = 1; while (syscall('$n', 0) >= 0) { $i++ } print "ready\\n"; sleep 600'`;

export default [
  defineFault({
    code: 'inotify-exhausted',
    title: 'all inotify instances of a user are taken, a user whom no other host has; looked at by root',
    inject: async (host) => {
      await host.shell('useradd --uid 74321 --create-home eve; echo "$1" >/take; chmod a+r /take', [TAKE]);
      await host.shell(
        'systemd-run --unit=eve --uid=74321 bash /take; sleep 3; ls -l /proc/*/fd 2>/dev/null | grep -c inotify',
      );
    },
    on: { user: 'root' },
    expect: { roots: ['inotify-exhausted'], exitCode: 0 },
  }),
  defineFault({
    code: 'sysctl-max-map-count',
    title:
      'a container of Elasticsearch ended with exit code 78, and a low vm.max_map_count is mounted over that of the kernel',
    inject: async (host) => {
      await host.shell(`
        echo 65530 >/max_map_count; mount --bind /max_map_count /proc/sys/vm/max_map_count
        tar -C / -c bin/busybox | docker import - elasticsearch:8.15.0 >/dev/null
        docker run --name search elasticsearch:8.15.0 /bin/busybox sh -c 'exit 78' || [ $? = 78 ]`);
    },
    expect: { roots: ['sysctl-max-map-count'], exitCode: 0 },
  }),
];
