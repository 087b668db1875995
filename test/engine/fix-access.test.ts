import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { type Bench, describeOnEngine } from './support/bench.ts';
import { type Cure, expectCure, repairOf } from './support/cures.ts';
import { inBrief } from './support/doctor.ts';
import { SOCKET } from './support/engine.ts';
import { filesOf } from './support/snapshot.ts';
import { addUser, mayNotSudo, maySudo } from './support/users.ts';

const stat = async ({ lab }: Bench, path: string): Promise<string> =>
  (await lab.must(['stat', '-c', '%U:%G %a', path])).trim();

/** The configuration as `sudo docker login` leaves it in the home of whoever called it. */
const leftToRoot = async ({ lab, member }: Bench): Promise<void> => {
  await lab.write(`${member.home}/.docker/config.json`, '{ "auths": {} }\n');
  await lab.shell('chmod 700 "$1"; chmod 600 "$1/config.json"', [`${member.home}/.docker`]);
};

const cures: readonly Cure[] = [
  {
    name: 'the socket belongs to root alone',
    fix: 'repair-socket-owner',
    code: 'sock-wrong-owner',
    inject: async ({ lab, member }) => {
      await maySudo(lab, member, 'NOPASSWD');
      await lab.shell('chgrp root "$1"', [SOCKET]);
    },
    as: ({ member }) => ({ user: member }),
    plan: [
      /# chgrp docker \S*\/run\/docker\.sock/,
      'undo: chgrp root ',
      'risk: safe, as root, can be undone',
    ],
    provedBy: 'access/socket',
    proven: async (bench) => {
      expect(await stat(bench, SOCKET)).toBe('root:docker 660');
      expect(await bench.engine.answers()).toBe(true);
    },
    mend: ({ lab, member }) => mayNotSudo(lab, member),
  },
  {
    name: 'the socket belongs to somebody else and is closed to the group',
    fix: 'repair-socket-owner',
    code: 'sock-wrong-owner',
    inject: async ({ lab, member }) => {
      await maySudo(lab, member, 'NOPASSWD');
      await lab.shell('chown outsider:outsider "$1"; chmod 600 "$1"', [SOCKET]);
    },
    as: ({ member }) => ({ user: member }),
    plan: [/# chown root:docker \S+/, /undo: chown \d+:outsider /, /# chmod 660 \S+/, 'undo: chmod 600 '],
    provedBy: 'access/socket',
    proven: async (bench) => expect(await stat(bench, SOCKET)).toBe('root:docker 660'),
    mend: ({ lab, member }) => mayNotSudo(lab, member),
  },
  {
    name: 'an earlier sudo left ~/.docker to root',
    fix: 'own-docker-config',
    code: 'config-root-owned',
    inject: async (bench) => {
      await maySudo(bench.lab, bench.member, 'NOPASSWD');
      await leftToRoot(bench);
    },
    as: ({ member }) => ({ user: member }),
    plan: [/# chown -R member:\d+ \/home\/member\/\.docker/, 'risk: safe, as root, can be undone'],
    provedBy: 'access/group-membership',
    proven: async (bench) => {
      const folder = `${bench.member.home}/.docker`;
      expect(await stat(bench, folder)).toBe('member:member 700');
      expect(await stat(bench, `${folder}/config.json`)).toBe('member:member 600');
      expect(await bench.lab.read(`${folder}/config.json`)).toBe('{ "auths": {} }\n');
    },
    mend: async ({ lab, member }) => {
      await mayNotSudo(lab, member);
      await lab.must(['rm', '-r', `${member.home}/.docker`]);
    },
  },
  {
    name: 'currentContext names a context that is gone',
    fix: 'use-default-context',
    code: 'context-missing',
    inject: async ({ lab, member }) => {
      const folder = `${member.home}/.docker`;
      await lab.write(`${folder}/config.json`, '{ "currentContext": "gone", "detachKeys": "ctrl-p" }\n');
      await lab.shell('chown -R member: "$1"', [folder]);
    },
    as: ({ member }) => ({ user: member }),
    plan: [' 1. docker --context default context use default', 'risk: safe, as this user'],
    provedBy: 'access/socket',
    proven: async ({ lab, member }) => {
      const config = JSON.parse((await lab.read(`${member.home}/.docker/config.json`)) ?? '') as unknown;
      expect(config).not.toHaveProperty('currentContext', 'gone');
      expect(config).toHaveProperty('detachKeys', 'ctrl-p');
    },
    mend: ({ lab, member }) => lab.shell('rm -r "$1"', [`${member.home}/.docker`]).then(() => undefined),
  },
];

await describeOnEngine('a fix of access', (bench) => {
  for (const cure of cures) {
    test(`${cure.fix}: ${cure.name}`, () => expectCure(cure, bench()));
  }
});

await describeOnEngine('fix add-user-to-docker-group', (bench) => {
  let count = 0;
  const newcomer = async () => {
    count += 1;
    return addUser(bench().lab, `newcomer${count}`);
  };

  test('is applied by sudo and proved by a new session; this one has to be renewed', async () => {
    const { lab, doctor } = bench();
    const user = await newcomer();
    await maySudo(lab, user, 'NOPASSWD');
    await expectCure(
      {
        name: 'user outside the group',
        fix: 'add-user-to-docker-group',
        code: 'group-user-missing',
        inject: () => Promise.resolve(),
        as: () => ({ user }),
        plan: [
          `# usermod -aG docker ${user.name}`,
          `undo: gpasswd -d ${user.name} docker`,
          'equals root on this host',
          'rootless',
          'log out and in again',
          'risk: safe, as root, can be undone',
        ],
        provedBy: 'access/socket',
        // It is proven, so it is not 4; and this session is still refused, so it is not 0.
        exitCode: 1,
        proven: async () => expect(await lab.must(['id', '-nG', user.name])).toMatch(/\bdocker\b/),
      },
      bench(),
    );
    const later = await doctor.run(['check', '--json'], { user });
    expect(later.exitCode, inBrief(later)).toBe(0);

    await lab.must(['gpasswd', '-d', user.name, 'docker']);
    const run = await doctor.run(['fix', 'group-user-missing', '--yes'], { user });
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toMatch(/^ {2}.*this session does not have it yet\. \[group-not-active\]$/m);
    expect(run.stdout).toContain('Repair add-user-to-docker-group: verified');
    expect(run.stdout).toMatch(/a new session of newcomer\d was asked.*log out and in again/);
    expect(run.stdout).toContain('proved by access/socket: ok');
  });

  test('the new session uses the engine that this one chose', async () => {
    const { lab, doctor, engine } = bench();
    const user = await newcomer();
    await maySudo(lab, user, 'NOPASSWD');
    const meta = '{"Name":"near","Endpoints":{"docker":{"Host":"unix:///run/docker.sock"}}}';
    const folder = createHash('sha256').update('near').digest('hex');
    await lab.write(`${user.home}/elsewhere/contexts/meta/${folder}/meta.json`, meta);
    await lab.shell('chown -R "$1:" "$2"', [user.name, user.home]);
    const env = { DOCKER_CONFIG: `${user.home}/elsewhere`, DOCKER_CONTEXT: 'near' };
    const run = await doctor.run(['fix', 'group-user-missing', '--yes', '--json'], { user, env });
    expect(repairOf(run), inBrief(run)).toMatchObject({ state: 'verified' });
    expect(JSON.stringify(repairOf(run).provedBy)).toContain('unix:///run/docker.sock');
    expect(await engine.answers()).toBe(true);
  });

  test('without sudo rights it is refused, and the command to run by hand is shown', async () => {
    const { lab, doctor } = bench();
    const user = await newcomer();
    const before = await filesOf(lab);
    const run = await doctor.run(['fix', 'group-user-missing', '--yes', '--json'], { user });
    expect(run.exitCode, inBrief(run)).toBe(4);
    expect(repairOf(run)).toMatchObject({ state: 'refused' });
    expect(repairOf(run).text).toContain(`run it by hand as root: usermod -aG docker ${user.name}`);
    expect(await filesOf(lab)).toBe(before);
    expect(await lab.must(['id', '-nG', user.name])).not.toMatch(/\bdocker\b/);
  });
});
