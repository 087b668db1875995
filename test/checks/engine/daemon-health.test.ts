import { describe, expect, test } from 'vitest';
import { unavailable } from '#core/answer';
import { parsePodmanInfo } from '#parse/podman-info';
import { someIdentity } from '#test/support/fake-host';
import {
  codesOf,
  configOf,
  healthy,
  infoOf,
  inUse,
  judge,
  SOCKET,
  stopped,
  unit,
  weighed,
} from './daemon-health.support.ts';

const saying = (...Warnings: readonly string[]) => ({
  ...healthy,
  info: infoOf({ Warnings }),
  forwards: undefined,
});

describe('an engine that answers', () => {
  test('is healthy, with its own word as evidence', () => {
    expect(judge(healthy)).toEqual({
      findings: [],
      evidence: [
        {
          source: `GET /info on ${SOCKET}`,
          observed: 'Docker 20.10.24+dfsg1, storage driver overlay2, cgroup v1, no warning',
        },
        { source: '/etc/docker/daemon.json', observed: 'no such file: the engine uses its defaults' },
      ],
    });
  });

  test.each([
    ['19.03.15', ['engine-too-old']],
    ['20.10.0', []],
    ['20.10.0-rc1', []],
    ['29.1.2', []],
    ['unknown', []],
  ])('version %s', (ServerVersion, codes) => {
    expect(codesOf({ ...healthy, info: infoOf({ ServerVersion }) })).toEqual(codes);
  });

  test('container-stuck-removal: a container that was removed in vain', () => {
    expect(judge({ ...healthy, dead: ['held', 'other'] }).findings).toMatchObject([
      { code: 'container-stuck-removal', subject: 'held', params: { count: 2, names: ['held', 'other'] } },
    ]);
    expect(codesOf({ ...healthy, dead: unavailable('timed-out', 'GET', 'late') })).toEqual([]);
  });

  test('the floor is what the configuration says', () => {
    const { settings } = someIdentity();
    const identity = someIdentity({ settings: { ...settings, engineFloor: '24' } });
    expect(weighed({ ...healthy, identity })).toEqual([['engine-too-old', 'warning']]);
  });

  test('the floor is not about Podman', () => {
    const podman = { ...inUse, engine: 'podman' } as const;
    expect(codesOf({ ...healthy, inUse: podman, info: infoOf({ ServerVersion: '4.3.1' }) })).toEqual([]);
  });
});

describe('warnings of the engine', () => {
  test.each([
    ['WARNING: No swap limit support', 'swap-limit-warning', 'info'],
    ['WARNING: IPv4 forwarding is disabled', 'net-ip-forward-off', 'warning'],
    [
      'WARNING: Support for cgroup v1 is deprecated and planned to be removed',
      'cgroup-v1-deprecated',
      'info',
    ],
    ['WARNING: No blkio throttle.read_bps_device support', 'engine-warning', 'info'],
    [
      'WARNING: overlay2: the backing xfs filesystem is formatted without d_type support',
      'storage-overlay-ftype0',
      'warning',
    ],
    [
      'WARNING: API is accessible on http://0.0.0.0:2375 without encryption.\n  Access',
      'daemon-tcp-unencrypted',
      'warning',
    ],
    [
      '[DEPRECATION NOTICE]: API is accessible on http://127.0.0.1:2375 without encryption.',
      'daemon-tcp-unencrypted',
      'warning',
    ],
  ])('%s', (text, code, severity) => {
    expect(weighed(saying(text))).toEqual([[code, severity]]);
  });

  test('the address is named', () => {
    const [finding] = judge(
      saying('WARNING: API is accessible on https://[::]:2376 without TLS client verification.'),
    ).findings;
    expect(finding).toMatchObject({ subject: 'tcp://[::]:2376', params: { encrypted: true } });
  });

  test('both settings of the bridge are one finding', () => {
    const facts = saying(
      'WARNING: bridge-nf-call-iptables is disabled',
      'WARNING: bridge-nf-call-ip6tables is disabled',
    );
    expect(judge(facts).findings).toMatchObject([
      {
        code: 'net-bridge-nf-off',
        params: { settings: ['bridge-nf-call-iptables', 'bridge-nf-call-ip6tables'] },
      },
    ]);
  });
});

describe('an engine that falls silent after the ping', () => {
  const late = unavailable('timed-out', 'GET /info', 'no answer within 4000 ms', { afterMs: 4000 });
  const containerd = (state: string) => [{ pid: 31, name: 'containerd', state, uid: 0 }] as const;

  test('containerd is stopped: named, with the way to let it go on', () => {
    const { findings, evidence, missing } = judge({ ...healthy, info: late, processes: containerd('T') });
    expect(findings).toMatchObject([
      {
        code: 'containerd-hung',
        engine: SOCKET,
        params: { process: 'containerd (process 31)', state: 'T' },
        fixes: [{ proposal: { fix: 'resume-daemon' } }],
      },
    ]);
    expect(evidence).toContainEqual({
      source: 'GET /containers/json',
      observed: 'answers, with 0 containers',
    });
    expect(missing).toMatchObject({ origin: 'engine-info' });
  });

  test('containerd waits for a disk: nothing to send it', () => {
    const [finding] = judge({ ...healthy, info: late, processes: containerd('D') }).findings;
    expect(finding).toMatchObject({ code: 'containerd-hung', fixes: [] });
  });

  test('when the list of containers does not come either, it is the engine', () => {
    const facts = { ...healthy, info: late, containers: late, processes: containerd('S') };
    expect(weighed(facts)).toEqual([['engine-unresponsive', 'error']]);
  });

  test('a refusal is not silence', () => {
    const info = unavailable('denied', 'GET /info', 'HTTP 403: forbidden by a plugin');
    const { findings, missing } = judge({ ...healthy, info });
    expect(findings).toEqual([]);
    expect(missing).toMatchObject({ reason: 'denied', origin: 'engine-info' });
  });
});

describe('company', () => {
  const other = {
    id: 'unix:///run/other.sock',
    label: 'context "other"',
    engineId: 'OTHER',
    dataRoot: '/srv/docker',
    rootless: false,
  };

  test('a second engine with data of its own is worth a remark', () => {
    expect(weighed({ ...healthy, others: [other] })).toEqual([['engines-two-installed', 'info']]);
  });
  test('each is named with its data root and what it holds', () => {
    const info = infoOf({ Images: 12, Containers: 1 });
    const others = [{ ...other, images: 0, containers: 0 }];
    expect(judge({ ...healthy, info, others }).findings[0]?.params).toEqual({
      engines: [
        'Docker at unix:///var/run/docker.sock (/var/lib/docker: 12 images, 1 container)',
        'context "other" at unix:///run/other.sock (/srv/docker: 0 images, 0 containers)',
      ],
      sameSocket: false,
    });
  });
  test('desktop-vs-engine-images: docker asks one that is empty, and another one is not', () => {
    const info = infoOf({ Images: 0, Containers: 0 });
    const full = { ...other, images: 12, containers: 3 };
    expect(weighed({ ...healthy, info, others: [full] })).toContainEqual([
      'desktop-vs-engine-images',
      'info',
    ]);
    const rootless = { ...full, rootless: true };
    expect(codesOf({ ...healthy, info, others: [rootless] })).toEqual(['desktop-vs-engine-images']);
    expect(codesOf({ ...healthy, info, others: [{ ...other, images: 0, containers: 0 }] })).toEqual([
      'engines-two-installed',
    ]);
    expect(codesOf({ ...healthy, info: infoOf({ Images: 1, Containers: 0 }), others: [rootless] })).toEqual(
      [],
    );
  });
  test('the command docker is Podman, and others use the engine', () => {
    const installation = { ...healthy.installation, dockerCli: '/usr/bin/docker', dockerCliIsPodman: true };
    expect(weighed({ ...healthy, installation })).toEqual([['engines-two-installed', 'info']]);
  });
  test('rootless beside rootful is meant so', () => {
    expect(codesOf({ ...healthy, others: [{ ...other, rootless: true }] })).toEqual([]);
  });
  test('two sockets of one engine are one engine', () => {
    const same = { ...other, engineId: 'LYPS', dataRoot: '/var/lib/docker' };
    expect(codesOf({ ...healthy, others: [same] })).toEqual([]);
  });
  test('the snap beside dockerd wants the same socket', () => {
    const installation = { ...healthy.installation, dockerSnap: true };
    expect(weighed({ ...healthy, installation })).toEqual([['engines-two-installed', 'warning']]);
  });
});

describe('the limit of open files', () => {
  const limit = (kernelLimit: number) =>
    ({ unit: 'containerd.service', limit: 'infinity', kernelLimit }) as const;

  test('a thousand million is worth a remark', () => {
    expect(weighed({ ...healthy, limit: limit(1_073_741_816) })).toEqual([
      ['daemon-nofile-infinity', 'info'],
    ]);
  });
  test("infinity under Debian's kernel limit is harmless", () => {
    expect(codesOf({ ...healthy, limit: limit(1_048_576) })).toEqual([]);
  });
  test('default-ulimits settle it', () => {
    const config = configOf('{"default-ulimits":{"nofile":{"Name":"nofile","Soft":1024,"Hard":524288}}}');
    expect(codesOf({ ...healthy, limit: limit(1_073_741_816), config })).toEqual([]);
  });
});

describe('Podman alone', () => {
  const installation = { podman: '/usr/bin/podman', dockerCliIsPodman: false, dockerSnap: false };
  const alone = { ...stopped, installation, local: { ...stopped.local, installed: false } };
  const sample =
    '{"host":{"security":{"rootless":true}},"store":{"graphDriverName":"overlay","graphRoot":"/home/ada/s"},"version":{"Version":"4.3.1"}}';

  test('its own word is the evidence, and no word is said of Docker', () => {
    const info = parsePodmanInfo(sample);
    if ('kind' in info) throw new Error('the sample is not podman info');
    const verdict = judge({ ...alone, podman: { kind: 'works', ...info } });
    expect(verdict).toEqual({
      findings: [],
      evidence: [
        {
          source: 'podman info --format json',
          observed: 'Podman 4.3.1, storage driver overlay at /home/ada/s, rootless',
        },
      ],
    });
  });

  test('podman info fails', () => {
    const podman = { kind: 'fails', exitCode: 125, detail: 'Error: database graph driver mismatch' } as const;
    expect(weighed({ ...alone, podman })).toEqual([['podman-info-failed', 'error']]);
  });

  test('an answer that is not understood is not health', () => {
    const podman = unavailable('malformed', 'podman info', 'not a JSON object');
    expect(judge({ ...alone, podman })).toMatchObject({ findings: [], missing: { origin: 'engine-in-use' } });
  });
});

describe('IPv4 forwarding', () => {
  const WARNING = 'WARNING: IPv4 forwarding is disabled';

  test('is what the kernel says now: since Docker 23 the engine remembers how it was at its start', () => {
    expect(weighed({ ...healthy, forwards: false })).toEqual([['net-ip-forward-off', 'warning']]);
    expect(codesOf({ ...saying(WARNING), forwards: true })).toEqual([]);
    expect(codesOf({ ...saying(WARNING), forwards: false })).toEqual(['net-ip-forward-off']);
  });

  test("is what the engine says where another kernel's network is meant", () => {
    expect(codesOf({ ...saying(WARNING), forwards: undefined })).toEqual(['net-ip-forward-off']);
    expect(codesOf({ ...healthy, forwards: undefined })).toEqual([]);
  });
});

describe('an engine that started without its containerd', () => {
  const trip = (detail: string) => ({
    stages: [],
    stdout: '',
    leftovers: [],
    failure: { stage: 'start', detail } as const,
  });
  // Docker 28.5 on Debian, containerd.service masked.
  const SAID =
    'Unavailable: connection error: desc = "transport: Error while dialing: dial unix:///run/containerd/containerd.sock: timeout"';

  test('is told by the engine when a container starts', () => {
    const containerd = unit({ loadState: 'masked', unitFileState: 'masked' });
    const facts = { ...healthy, trip: trip(SAID), units: { docker: unit(), socket: unit(), containerd } };
    expect(judge(facts).findings).toMatchObject([
      {
        code: 'containerd-unreachable',
        subject: '/run/containerd/containerd.sock',
        params: { path: '/run/containerd/containerd.sock', unit: 'masked', running: true },
        engine: SOCKET,
        fixes: [{ proposal: { fix: 'start-containerd' } }],
      },
    ]);
    expect(codesOf({ ...healthy, trip: trip(SAID) })).toEqual(['containerd-unreachable']);
  });

  test('is not concluded from another failure, nor of an engine elsewhere', () => {
    expect(codesOf({ ...healthy, trip: trip('OCI runtime create failed') })).toEqual([]);
    const local = { ...healthy.local, id: 'unix:///run/user/1000/docker.sock' };
    expect(codesOf({ ...healthy, local, trip: trip(SAID) })).toEqual([]);
  });
});

describe('settings of the kernel', () => {
  const offered = (facts: typeof healthy) =>
    judge(facts).findings.flatMap(({ fixes = [] }) => fixes.map(({ proposal }) => proposal));

  test('forwarding is switched on, and a later line that says 0 is switched off', () => {
    const line = {
      path: '/etc/sysctl.d/99-sysctl.conf',
      text: 'net.ipv4.ip_forward=0\n',
      line: 'net.ipv4.ip_forward=0',
    };
    const earlier = { ...line, path: '/usr/lib/sysctl.d/50-default.conf' };
    const facts = { ...healthy, forwards: false, forwarding: { off: [earlier, line] } };
    expect(offered(facts)).toMatchObject([
      { fix: 'switch-on-forwarding', steps: [{}, {}, { path: '/etc/sysctl.d/99-sysctl.conf' }] },
    ]);
  });

  const warned = (name: string) => ({
    ...healthy,
    info: infoOf({ Warnings: [`WARNING: ${name} is disabled`] }),
  });

  test('the module of bridges is loaded after a question; settings of one that is loaded are switched on', () => {
    const facts = warned('bridge-nf-call-iptables');
    expect(offered({ ...facts, bridge: { isLoaded: false, values: {} } })).toMatchObject([
      {
        fix: 'load-kernel-modules',
        asks: expect.any(String),
        steps: [{ argv: ['modprobe', 'br_netfilter'] }, {}],
      },
    ]);
    const bridge = { isLoaded: true, values: { 'bridge-nf-call-iptables': '0' } };
    expect(offered({ ...facts, bridge })).toMatchObject([
      { steps: [{ argv: ['sysctl', '-w', 'net.bridge.bridge-nf-call-iptables=1'] }, {}] },
    ]);
  });

  test('what the kernel has switched on since the engine started is no finding', () => {
    const bridge = { isLoaded: true, values: { 'bridge-nf-call-iptables': '1' } };
    expect(codesOf({ ...warned('bridge-nf-call-iptables'), bridge })).toEqual([]);
  });

  test('nothing is offered where the kernel was not looked at', () => {
    expect(offered({ ...warned('bridge-nf-call-iptables'), forwards: false })).toEqual([]);
  });
});
