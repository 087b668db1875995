import { defineFault, type Fault } from '../fault.ts';
import type { As } from '../host.ts';

/** Faults that know nothing of each other, as shell scripts of root. */
const SCRIPTS = {
  'dns-host-broken': 'echo nameserver 10.99.0.77 >/etc/resolv.conf',
  'sock-missing': 'systemctl stop docker.socket docker.service; rm /run/docker.sock',
  'sock-stale-refused': 'systemctl stop docker.socket docker.service',
  'unit-masked-or-disabled':
    'systemctl stop docker.socket docker.service; systemctl mask docker.service docker.socket',
  'djson-invalid-json': 'echo "{," >/etc/docker/daemon.json; systemctl restart docker.service || true',
  'config-root-owned':
    'mkdir -m 700 ~ada/.docker; echo {} >~ada/.docker/config.json; chmod 600 ~ada/.docker/config.json',
  'config-json-invalid':
    'mkdir ~ada/.docker; echo "{," >~ada/.docker/config.json; chown -R ada: ~ada/.docker',
  'sock-wrong-owner': 'chgrp root /run/docker.sock',
  'sock-hung': 'pkill -STOP -x dockerd',
  'disk-tmp-full':
    'mount -t tmpfs -o size=8m,mode=1777 tmp /tmp; dd if=/dev/zero of=/tmp/full bs=64k 2>/dev/null || true',
  'group-user-missing': 'true',
} as const;

type Single = keyof typeof SCRIPTS;

const pair = (one: Single, other: Single, on?: As): Fault =>
  defineFault({
    code: `pair/${one}+${other}`,
    title: 'two faults that have nothing to do with each other',
    inject: async (host) => {
      await host.shell(`mkdir -p /etc/docker; ${SCRIPTS[one]}\n${SCRIPTS[other]}`);
    },
    ...(on === undefined ? {} : { on }),
    expect: { roots: [one, other] },
  });

export default [
  pair('dns-host-broken', 'sock-missing'),
  pair('dns-host-broken', 'sock-stale-refused'),
  pair('dns-host-broken', 'djson-invalid-json'),
  pair('dns-host-broken', 'unit-masked-or-disabled'),
  pair('dns-host-broken', 'config-root-owned'),
  pair('dns-host-broken', 'sock-hung'),
  pair('config-json-invalid', 'sock-missing'),
  pair('config-json-invalid', 'sock-wrong-owner'),
  pair('config-root-owned', 'djson-invalid-json'),
  pair('disk-tmp-full', 'sock-stale-refused'),
  pair('disk-tmp-full', 'dns-host-broken'),
  pair('group-user-missing', 'dns-host-broken', { user: 'bob' }),
];
