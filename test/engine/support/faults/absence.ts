import type { Bench } from '../bench.ts';
import { until } from '../spawned.ts';
import type { Fault, Undo } from './fault.ts';

const PODMAN_SOCKET = '/run/podman/podman.sock';

/** Lays a copy-on-write layer over /usr and removes programs and units in it, so that they were never installed. */
const HIDE = `
  mkdir "$1/usr.upper" "$1/usr.work" "$1/aside"
  mount -t overlay overlay -o "lowerdir=/usr,upperdir=$1/usr.upper,workdir=$1/usr.work" /usr
  for name in $2; do
    rm -f /usr/bin/$name /usr/sbin/$name /usr/local/bin/$name /usr/local/sbin/$name
    rm -f /usr/lib/systemd/system/$name /usr/lib/systemd/user/$name /lib/systemd/system/$name
  done
  for file in /etc/init.d/docker /etc/default/docker; do if [ -e $file ]; then mv $file "$1/aside/$(basename $file)$(dirname $file | tr / -)"; fi; done
  rm -rf /etc/docker /var/run/docker`;

const SHOW = `
  umount -l /usr
  rm -rf "$1/usr.upper" "$1/usr.work"
  for kept in "$1"/aside/docker-*; do mv "$kept" "$(echo "\${kept##*/docker}" | tr - /)/docker"; done
  rmdir "$1/aside"
  mkdir -p /etc/docker`;

async function hide(bench: Bench, names: string): Promise<Undo> {
  await bench.engine.stop();
  await bench.lab.shell(HIDE, [bench.lab.folder, names]);
  return async () => {
    await bench.lab.shell(SHOW, [bench.lab.folder]);
    await bench.engine.start();
  };
}

export const noEngineAtAll: Fault = {
  name: 'neither Docker nor Podman',
  roots: ['engine-not-installed'],
  nextAction: /dockmedic fix install-docker/,
  inject: (bench) => hide(bench, 'docker* containerd* podman* ctr runc crun'),
};

/** Not a fault at all: a host where Podman does the work and Docker was never installed. */
export const podmanWithoutSocket = (bench: Bench): Promise<Undo> => hide(bench, 'docker* containerd* ctr');

/** The same with Podman's API served at its usual path. */
export async function podmanAlone(bench: Bench): Promise<Undo> {
  const { engine, lab } = bench;
  const undo = await hide(bench, 'docker* containerd* ctr');
  await lab.shell(
    'mkdir -p /run/podman; setsid podman system service --time 0 "unix://$1" </dev/null >/var/log/podman.log 2>&1 &',
    [PODMAN_SOCKET],
  );
  const answers = async () =>
    (await engine.ask('/_ping', PODMAN_SOCKET).catch(() => undefined))?.status === 200;
  if (!(await until(answers, 20_000)))
    throw new Error(`Podman does not answer: ${await lab.read('/var/log/podman.log')}`);
  return async () => {
    await lab.signal('TERM', await lab.pidsOf('podman'));
    await until(async () => (await lab.pidsOf('podman')).length === 0, 5_000);
    await lab.signal('KILL', await lab.pidsOf('podman'));
    await lab.shell('rm -rf /run/podman');
    await undo();
  };
}

/** Starts a program where /proc is empty. */
export const WITHOUT_PROC: readonly string[] = [
  ...['unshare', '--mount', '--', 'sh', '-euc', 'mount -t tmpfs lab /proc; exec "$@"', 'sh'],
];
