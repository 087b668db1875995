import { ifAvailable } from '#core/answer';
import { defineCheck } from '#core/check';
import { optional, type ValuesOf } from '#core/fact';
import type { Evidence, FindingOf } from '#core/finding';
import { containerRoundTrip } from '#facts/container-round-trip';
import { type DesktopHost, desktopHost } from '#facts/desktop-host';
import { identity } from '#facts/identity';
import { type StartErrors, startErrors } from '#facts/start-errors';
import { desktopCodes } from './desktop.codes.ts';

type Finding = FindingOf<typeof desktopCodes>;

const desktopNeeds = {
  identity,
  desktop: desktopHost,
  trip: optional(containerRoundTrip),
  errors: optional(startErrors),
};
type Facts = ValuesOf<typeof desktopNeeds>;

export const hostDesktop = defineCheck({
  id: 'host/desktop',
  title: 'Docker Desktop serves this system',
  about:
    'Docker Desktop runs its engine in a virtual machine with a disk, ports and shared directories of its own. When it is not started, or one of these is at its end, docker names everything but Desktop.',
  symptoms: ['Docker Desktop does not run, Mounts denied, Ports are not available'],
  informing: true,
  needs: desktopNeeds,
  codes: desktopCodes,
  applies: ({ desktop }) => (desktop === undefined ? 'docker does not use Docker Desktop here' : true),
  evaluate: ({ desktop, ...facts }) => {
    // `applies` has seen that there is one.
    if (desktop === undefined)
      return { evidence: [{ source: 'Docker Desktop', observed: 'none' }], findings: [] };
    return {
      evidence: [seen(desktop), ...sharedEvidence(desktop)],
      findings: [
        ...judgeRunning(desktop),
        ...judgeShares(desktop, facts),
        ...judgeDisk(desktop, facts),
        ...judgePorts(ifAvailable(facts.errors)),
      ],
    };
  },
});

const seen = ({ inUse, installed, endpoint, kvm }: DesktopHost): Evidence => {
  const parts = [
    inUse ? 'its engine answers' : 'its engine does not answer',
    installed ? 'installed in /opt/docker-desktop' : 'not installed in /opt/docker-desktop',
    ...(inUse ? [] : [kvm ? '/dev/kvm is there' : 'there is no /dev/kvm']),
  ];
  return { source: endpoint?.id ?? 'GET /info', observed: parts.join('; ') };
};

const sharedEvidence = ({ shared }: DesktopHost): readonly Evidence[] =>
  shared === undefined
    ? []
    : [{ source: shared.path, observed: `shares ${shared.directories.join(', ') || 'nothing'}` }];

/** A socket that was left behind by a Desktop that is gone is a stale setting, and told as that. */
const judgeRunning = ({ endpoint, installed, kvm }: DesktopHost): readonly Finding[] => {
  const detail = endpoint === undefined ? undefined : DEAD[endpoint.state.kind];
  if (endpoint === undefined || detail === undefined || !installed) return [];
  const params = { endpoint: endpoint.id, detail, kvm };
  return [{ code: 'desktop-not-running', subject: endpoint.id, params, engine: endpoint.id }];
};

const DEAD: Readonly<Record<string, string>> = {
  missing: 'there is no such socket',
  refused: 'the connection is refused',
  dangling: 'its socket is a link that leads nowhere',
};

const judgeShares = (
  { inUse, shared }: DesktopHost,
  { identity, errors }: Omit<Facts, 'desktop'>,
): readonly Finding[] => {
  const denied = ifAvailable(errors)?.errors.flatMap(({ container, error }) => {
    const [, path] = DENIED.exec(error) ?? [];
    return path === undefined ? [] : [{ container, path }];
  });
  const [first] = denied ?? [];
  const known = { shared: shared?.directories ?? [], file: shared?.path };
  if (first !== undefined)
    return [
      {
        code: 'desktop-file-sharing',
        subject: first.path,
        params: { ...first, ...known },
        severity: 'warning',
      },
    ];
  const path = identity.workingDirectory;
  if (!inUse || shared === undefined || path === '/' || shared.directories.some((one) => isIn(one, path)))
    return [];
  return [{ code: 'desktop-file-sharing', subject: path, params: { path, ...known, container: undefined } }];
};

/** docker/desktop-linux#177; on other systems than Linux the path may stand in a line of its own. */
const DENIED = /The path (\/\S+)\s+is not shared from/;

const isIn = (directory: string, path: string): boolean =>
  directory === '/' || path === directory || path.startsWith(`${directory.replace(/\/$/, '')}/`);

const judgeDisk = ({ inUse }: DesktopHost, { trip }: Omit<Facts, 'desktop'>): readonly Finding[] => {
  const detail = ifAvailable(trip)?.failure?.detail;
  if (!inUse || detail === undefined || !/no space left on device/i.test(detail)) return [];
  return [{ code: 'desktop-vm-disk-full', subject: 'Docker Desktop', params: { detail } }];
};

/** docker/for-win#9272, #12530 and #3171: the sentence is Windows' own for such a port. */
const judgePorts = (errors: StartErrors | undefined): readonly Finding[] =>
  (errors?.errors ?? []).flatMap(({ container, error }): readonly Finding[] => {
    const [, port] = RESERVED.exec(error) ?? [];
    return port === undefined
      ? []
      : [{ code: 'win-port-reserved', subject: port, params: { container, port } }];
  });

const RESERVED =
  /listen (?:tcp|udp)\S* \S*:(\d+): bind: An attempt was made to access a socket in a way forbidden/;
