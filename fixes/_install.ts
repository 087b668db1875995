import type { Step } from '#core/fix';
import type { Argv } from '#core/host';

/** The system on which an engine is to be installed. */
export interface SystemToInstallOn {
  readonly os: 'linux' | 'darwin' | 'win32' | 'other';
  /** Of os-release(5); the id first, then what it is like. */
  readonly distributions: readonly string[];
  readonly versionId?: string;
  readonly codename?: string;
  /** A Linux of WSL, where Docker Desktop for Windows serves as well. */
  readonly wsl: boolean;
}

export interface InstallPlan {
  readonly steps: readonly Step[];
  readonly notes: readonly string[];
  /** dockmedic carries it out; otherwise it only prints it. */
  readonly applied: boolean;
}

const SOURCE = 'https://download.docker.com/linux';
const DOCS = 'https://docs.docker.com/engine/install/';

/** The right way for each system: the distribution's own package where that is kept up, else Docker's repository. */
export const installPlan = (system: SystemToInstallOn): InstallPlan => {
  if (system.os !== 'linux') return byHand(DESKTOP[system.os]);
  const found = system.distributions.map((id) => ON[id]).find((plan) => plan !== undefined);
  const plan = found?.(system) ?? byHand(`See ${DOCS} for this distribution.`);
  return system.wsl ? { ...plan, notes: [...plan.notes, WSL] } : plan;
};

const byHand = (instructions: string): InstallPlan => ({
  steps: [{ kind: 'manual', instructions, why: 'no container engine is installed' }],
  notes: [],
  applied: false,
});

const DESKTOP: Readonly<Record<Exclude<SystemToInstallOn['os'], 'linux'>, string>> = {
  darwin:
    'Install Docker Desktop (https://docs.docker.com/desktop/setup/install/mac-install/), OrbStack, or Colima (brew install colima docker; colima start).',
  win32:
    'Install Docker Desktop with its WSL 2 backend: https://docs.docker.com/desktop/setup/install/windows-install/',
  other: `See ${DOCS}.`,
};

const WSL =
  'This is a Linux of WSL: Docker Desktop for Windows can serve it as well (Settings, Resources, WSL integration). Two engines side by side have images and containers of their own.';

const ON: Readonly<Record<string, ((system: SystemToInstallOn) => InstallPlan) | undefined>> = {
  debian: (system) => debian(system),
  ubuntu: (system) => dockerApt('ubuntu', system),
  fedora: () =>
    dockerDnf('fedora', [
      'dnf',
      'config-manager',
      'addrepo',
      `--from-repofile=${SOURCE}/fedora/docker-ce.repo`,
    ]),
  rhel: () => dockerDnf('rhel', ['dnf', 'config-manager', '--add-repo', `${SOURCE}/rhel/docker-ce.repo`]),
  centos: () =>
    dockerDnf('centos', ['dnf', 'config-manager', '--add-repo', `${SOURCE}/centos/docker-ce.repo`]),
  arch: () =>
    own(
      [['pacman', '-S', '--needed', 'docker', 'docker-buildx', 'docker-compose']],
      ['pacman', '-R', 'docker', 'docker-buildx', 'docker-compose'],
    ),
  alpine: () => ({
    ...own(
      [['apk', 'add', 'docker', 'docker-cli-compose']],
      ['apk', 'del', 'docker', 'docker-cli-compose'],
      [
        ['rc-update', 'add', 'docker', 'default'],
        ['rc-service', 'docker', 'start'],
      ],
    ),
  }),
};

const printed = (argv: Argv, why: string, undo?: Argv): Step => ({
  kind: 'exec',
  argv,
  privilege: 'root',
  why,
  ...(undo === undefined ? {} : { undo }),
});

const SYSTEMD: readonly Argv[] = [['systemctl', 'enable', '--now', 'docker.service']];

const own = (installs: readonly Argv[], undo: Argv, starts = SYSTEMD): InstallPlan => ({
  steps: [
    ...installs.map((argv) => printed(argv, "the engine, from the distribution's own packages", undo)),
    ...starts.map((argv) => printed(argv, 'the engine is to run, now and after a reboot')),
  ],
  notes: [],
  applied: false,
});

const DOCKER_CE = [
  'docker-ce',
  'docker-ce-cli',
  'containerd.io',
  'docker-buildx-plugin',
  'docker-compose-plugin',
] as const;

const dockerDnf = (name: string, addRepository: Argv): InstallPlan => ({
  steps: [
    printed(['dnf', '-y', 'install', 'dnf-plugins-core'], 'it adds repositories'),
    printed(
      addRepository,
      `Docker's own repository for ${name}; its key is shown and asked for at the installation`,
    ),
    printed(['dnf', 'install', ...DOCKER_CE], "the engine, from Docker's repository", [
      'dnf',
      'remove',
      ...DOCKER_CE,
    ]),
    ...SYSTEMD.map((argv) => printed(argv, 'the engine is to run, now and after a reboot')),
  ],
  notes: [`As ${DOCS}${name}/ says. Podman is in the distribution itself: dnf install podman.`],
  applied: false,
});

const KEYRING = '/etc/apt/keyrings/docker.asc';

const dockerApt = (name: 'ubuntu', { codename }: SystemToInstallOn): InstallPlan => {
  if (codename === undefined) return byHand(`See ${DOCS}${name}/.`);
  return {
    steps: [
      printed(
        ['apt-get', 'install', '--yes', 'ca-certificates', 'curl'],
        "they fetch the key of Docker's repository",
      ),
      printed(['install', '-m', '0755', '-d', '/etc/apt/keyrings'], 'the key has a place of its own'),
      printed(['install', '-m', '0644', '/dev/null', KEYRING], 'apt reads the key as a user of its own', [
        'rm',
        KEYRING,
      ]),
      printed(
        ['curl', '-fsSL', `${SOURCE}/${name}/gpg`, '-o', KEYRING],
        'packages are only taken with a signature by this key',
      ),
      {
        kind: 'edit-file',
        path: '/etc/apt/sources.list.d/docker.sources',
        edit: { kind: 'text', text: sources(name, codename) },
        expect: undefined,
        privilege: 'root',
        why: "Docker's own repository, bound to that key alone",
      },
      printed(['apt-get', 'update'], 'the packages of that repository are to be known'),
      printed(['apt-get', 'install', ...DOCKER_CE], "the engine, from Docker's repository", [
        'apt-get',
        'remove',
        ...DOCKER_CE,
      ]),
      ...SYSTEMD.map((argv) => printed(argv, 'the engine is to run, now and after a reboot')),
    ],
    notes: [`As ${DOCS}${name}/ says. The distribution's own package is docker.io.`],
    applied: false,
  };
};

const sources = (name: string, codename: string): string =>
  [
    'Types: deb',
    `URIs: ${SOURCE}/${name}`,
    `Suites: ${codename}`,
    'Components: stable',
    `Signed-By: ${KEYRING}`,
    '',
  ].join('\n');

const APT = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'] as const;
const INSTALL_TIMEOUT_MS = 600_000;

/** Since Debian 13 the client is a package of its own. */
const debian = ({ versionId }: SystemToInstallOn): InstallPlan => {
  const packages = Number(versionId) < 13 ? ['docker.io'] : ['docker.io', 'docker-cli'];
  return {
    steps: [
      {
        kind: 'exec',
        argv: [...APT, 'update'],
        privilege: 'root',
        why: 'the lists of packages may be old, and an old one leads to packages that are gone',
        leavesNothing: true,
        timeoutMs: INSTALL_TIMEOUT_MS,
      },
      {
        kind: 'exec',
        argv: [...APT, 'install', '--yes', ...packages],
        privilege: 'root',
        why: "the engine and its client, from Debian's own packages",
        undo: [...APT, 'remove', '--yes', ...packages],
        watch: { kind: 'path', path: '/usr/sbin/dockerd', wanted: 'present' },
        timeoutMs: INSTALL_TIMEOUT_MS,
      },
      {
        kind: 'service',
        unit: 'docker.service',
        action: 'enable',
        manager: 'systemd',
        why: 'the engine is to run after a reboot too',
      },
      {
        kind: 'service',
        unit: 'docker.service',
        action: 'start',
        manager: 'systemd',
        sockets: ['docker.socket'],
        why: 'the engine is to run now',
      },
    ],
    notes: [
      'Packages that these need come with them.',
      'An undo removes the packages named here; those that came with them, their configuration, the group docker and /var/lib/docker stay.',
    ],
    applied: true,
  };
};
