import { isUnavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { ReadableHost } from '#core/host';
import { parseSystemctlShow } from '#parse/systemctl-show';
import { askNameServer } from './ask-name-server.ts';
import { identity } from './identity.ts';
import { nameServers } from './name-servers.ts';
import { resolvConf } from './resolv-conf.ts';

/** What systemd-resolved could do for a host whose /etc/resolv.conf leads to nobody. */
export interface StubResolver {
  /** Its file is there, and it answers at its own address. */
  readonly answers: boolean;
  /** The state of its unit; absent where that cannot be started. */
  readonly startable?: 'inactive' | 'failed';
}

const STUB_FILE = '/run/systemd/resolve/stub-resolv.conf';
const STUB_ADDRESS = '127.0.0.53';
const UNIT = 'systemd-resolved.service';

/** `undefined`: not looked for, because a name server answers. */
export const stubResolver = defineFact({
  id: 'stub-resolver',
  summary: 'whether systemd-resolved runs, or could be started',
  needs: { identity, resolvConf, nameServers },
  online: true,
  collect: async (host, { identity, resolvConf, nameServers }): Promise<StubResolver | undefined> => {
    if (nameServers.servers.some(({ outcome }) => outcome.kind === 'answered')) return undefined;
    const isGone = resolvConf.state === 'dangling' || resolvConf.state === 'missing';
    const [answers, startable] = await Promise.all([
      isGone && doesAnswer(host, identity.settings.dnsName),
      startableState(host),
    ]);
    return { answers, ...(startable === undefined ? {} : { startable }) };
  },
});

const doesAnswer = async (host: ReadableHost, name: string): Promise<boolean> => {
  if (isUnavailable(await host.stat(STUB_FILE))) return false;
  const { outcome } = await askNameServer(host, STUB_ADDRESS, name);
  return outcome.kind === 'answered';
};

const startableState = async (host: ReadableHost): Promise<StubResolver['startable']> => {
  const output = await host.query(['systemctl', 'show', UNIT], { timeoutMs: 3000 });
  if (isUnavailable(output)) return undefined;
  const [unit] = parseSystemctlShow(output.stdout);
  if (unit?.loadState !== 'loaded') return undefined;
  return unit.activeState === 'inactive' || unit.activeState === 'failed' ? unit.activeState : undefined;
};
