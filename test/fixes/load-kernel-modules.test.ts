import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { describePlan } from '#engine/describe-steps';
import { loadKernelModules } from '#fixes/load-kernel-modules';

const plan = (args: Parameters<typeof loadKernelModules.plan>[0]) =>
  propose(loadKernelModules, args).proposal;
const shown = (args: Parameters<typeof loadKernelModules.plan>[0]) =>
  describePlan(plan(args)).map(({ shows }) => shows);

const load = { path: '/etc/modules-load.d/dockmedic-bridge.conf', text: undefined };
const keep = { path: '/etc/sysctl.d/99-dockmedic-bridge.conf', text: undefined };

test('a module that is not loaded: now and for later boots', () => {
  const args = { modules: ['br_netfilter'], why: 'the firewall needs it', load };
  expect(describePlan(plan(args))).toMatchObject([
    { shows: 'modprobe br_netfilter', undo: 'modprobe -r br_netfilter', why: 'the firewall needs it' },
    { shows: `make ${load.path} as shown` },
  ]);
});

test('settings of one that is loaded', () => {
  const settings = [{ key: 'net.bridge.bridge-nf-call-iptables', now: '0' }];
  expect(shown({ modules: [], why: '', load, settings, keep, asks: 'Right?' })).toEqual([
    'sysctl -w net.bridge.bridge-nf-call-iptables=1',
    `make ${keep.path} as shown`,
  ]);
});
