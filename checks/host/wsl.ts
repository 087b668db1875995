import { ifAvailable } from '#core/answer';
import { defineCheck } from '#core/check';
import { optional } from '#core/fact';
import type { Evidence, FindingOf } from '#core/finding';
import { formatBytes } from '#core/text';
import { type Installation, installation } from '#facts/installation';
import { type WslDisk, wslDisk } from '#facts/wsl-disk';
import { PROXY_SOCKET, type WslHost, wslHost } from '#facts/wsl-host';
import { wslCodes } from './wsl.codes.ts';

type Finding = FindingOf<typeof wslCodes>;

export const hostWsl = defineCheck({
  id: 'host/wsl',
  title: 'Docker Desktop reaches this WSL distribution',
  about:
    'Under WSL the engine is that of Docker Desktop, which lays a client and a socket into each distribution that it was told to serve. When one of these is missing, docker says what it says on any Linux.',
  symptoms: [
    'docker could not be found in this WSL 2 distro',
    "the disk of Windows fills with Docker's data",
  ],
  informing: true,
  needs: { wsl: wslHost, disk: optional(wslDisk), installation },
  codes: wslCodes,
  applies: ({ wsl }) => {
    if (wsl === undefined) return 'this is not WSL';
    return wsl.desktop.installed || wsl.desktop.mounted ? true : 'there is no Docker Desktop in this Windows';
  },
  evaluate: ({ wsl, disk, installation }) => {
    // `applies` has seen that there is one.
    if (wsl === undefined) return { evidence: [{ source: 'WSL', observed: 'none' }], findings: [] };
    return {
      evidence: evidenceOf(wsl),
      findings: [
        ...judgeIntegration(wsl, installation),
        ...judgeSocket(wsl),
        ...judgeDisk(ifAvailable(disk)),
      ],
    };
  },
});

const evidenceOf = ({
  version,
  distro,
  client,
  desktop,
  proxySocket,
}: WslHost): [Evidence, ...Evidence[]] => [
  { source: 'uname -r', observed: `WSL ${version}${distro === undefined ? '' : `, ${distro}`}` },
  { source: 'docker in PATH', observed: CLIENTS[client] },
  {
    source: 'Docker Desktop',
    observed: `${desktop.installed ? 'installed' : 'not seen'} in Windows, ${desktop.mounted ? 'mounted' : 'not mounted'} here`,
  },
  { source: PROXY_SOCKET, observed: proxySocket ? 'a socket' : 'there is none' },
];

const CLIENTS: Readonly<Record<WslHost['client'], string>> = {
  integration: "Docker Desktop's own",
  windows: 'the one in Windows, which only explains how to switch the integration on',
  other: 'one of this distribution',
  none: 'none',
};

const answers = ({ socket }: WslHost): boolean => socket === undefined || socket.state.kind === 'answers';

/** Whoever has an engine here, or uses Podman, does not miss the one in Windows. */
const judgeIntegration = (wsl: WslHost, { podman }: Installation): readonly Finding[] => {
  const { version, distro, own, client, desktop, proxySocket, socket } = wsl;
  if (own || podman !== undefined || answers(wsl) || proxySocket || client === 'other') return [];
  const params = { version, distro, mounted: desktop.mounted, client };
  return [
    {
      code: 'wsl-integration-off',
      subject: distro ?? 'this distribution',
      params,
      ...(socket === undefined ? {} : { engine: socket.id }),
    },
  ];
};

/** Gone or of no use: anything else behind that path says more of itself. */
const LOST: ReadonlySet<string> = new Set(['missing', 'not-a-socket', 'refused', 'dangling']);

const judgeSocket = ({ own, proxySocket, socket }: WslHost): readonly Finding[] => {
  if (own || !proxySocket || socket === undefined || !LOST.has(socket.state.kind)) return [];
  const path = socket.id.replace('unix://', '');
  const instead = socket.state.kind === 'not-a-socket' ? socket.state.type : undefined;
  return [{ code: 'wsl-socket-missing', subject: path, params: { path, instead }, engine: socket.id }];
};

const WORTH_IT_BYTES = 20e9;

const judgeDisk = (disk: WslDisk | undefined): readonly Finding[] => {
  if (disk === undefined) return [];
  const { path, sizeBytes, usedBytes, leftBytes } = disk;
  const idleBytes = sizeBytes - usedBytes;
  if (idleBytes < WORTH_IT_BYTES || idleBytes < sizeBytes / 2) return [];
  const params = {
    path,
    size: formatBytes(sizeBytes),
    used: formatBytes(usedBytes),
    left: formatBytes(leftBytes),
  };
  return [{ code: 'wsl-vhdx-grows', subject: path, params }];
};
