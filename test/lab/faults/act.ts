import { defineFault } from '../fault.ts';
import type { LabHost } from '../host.ts';

const IMAGE = '-P ubuntu-latest=catthehacker/ubuntu:act-latest';

/** act is no package of the host's distribution: what stands in for it says its version, and does nothing else. */
const withAct = async (host: LabHost): Promise<void> => {
  await host.shell(
    `printf '#!/bin/sh\\necho "act version 0.2.84"\\n' >/usr/local/bin/act; chmod 755 /usr/local/bin/act`,
  );
};

const actrc = async (host: LabHost, path: string, text: string): Promise<void> => {
  await host.write(path, text);
  await host.shell('mkdir -p ~ada/.config; chown -R ada: ~ada/.config; [ ! -e "$1" ] || chown ada: "$1"', [
    path,
  ]);
};

export default [
  defineFault({
    code: 'act-actrc-ignored',
    title: 'actrc has two options in a line, quotes, and a comment behind an option (a stand-in for act)',
    inject: async (host) => {
      await withAct(host);
      await actrc(
        host,
        '/home/ada/.config/act/actrc',
        `# mine\n${IMAGE} --pull=false\n--artifact-server-path "/tmp/artifacts"\n--rm # what has failed too\n`,
      );
    },
    expect: {
      roots: ['act-actrc-ignored'],
      exitCode: 0,
      fix: ['act-actrc-ignored'],
      after: async (host) => {
        const lines = ['# mine', IMAGE, '--pull=false', '--artifact-server-path /tmp/artifacts'];
        const wanted = [...lines, '# what has failed too', '--rm', ''].join('\n');
        await host.shell('diff - ~ada/.config/act/actrc', [], { input: wanted });
      },
    },
  }),
  defineFault({
    code: 'act-survey-prompt',
    title: 'act was never run, and will ask which image to take (a stand-in for act)',
    inject: withAct,
    expect: {
      roots: [],
      remarks: ['act-survey-prompt'],
      fix: ['act-survey-prompt'],
      after: async (host) => {
        await host.shell('diff - ~ada/.config/act/actrc', [], { input: `${IMAGE}\n` });
      },
    },
  }),
  defineFault({
    code: 'act-survey-prompt/ci',
    title: 'the same in CI, where nobody answers, with an actrc that says other things (a stand-in for act)',
    inject: async (host) => {
      await withAct(host);
      await actrc(host, '/home/ada/.actrc', '# mine\n--pull=false');
    },
    on: { env: { CI: 'true' } },
    expect: {
      roots: ['act-survey-prompt'],
      exitCode: 0,
      fix: ['act-survey-prompt'],
      after: async (host) => {
        await host.shell('diff - ~ada/.actrc', [], { input: `# mine\n--pull=false\n${IMAGE}\n` });
      },
    },
  }),
  defineFault({
    code: 'act-leftovers',
    title: 'a failed run of act left its container, another run works (a stand-in for act)',
    inject: async (host) => {
      await withAct(host);
      await actrc(host, '/home/ada/.config/act/actrc', `${IMAGE}\n`);
      await host.shell(
        `tar -C / -c bin/busybox | docker import - lab >/dev/null
         docker run --name act-ci-build --volume=kept:/data lab /bin/busybox touch /data/file; docker run --name web lab /bin/busybox true
         docker run --detach --name act-ci-deploy lab /bin/busybox sleep 3600`,
        [],
        { user: 'ada' },
      );
    },
    expect: {
      roots: [],
      remarks: ['act-leftovers'],
      fix: ['act-leftovers'],
      after: async (host) => {
        await host.shell(
          '[ "$(docker ps --all --format "{{.Names}}" | sort | tr "\\n" " ")" = "act-ci-deploy web " ]; docker volume inspect kept',
        );
      },
    },
  }),
];
