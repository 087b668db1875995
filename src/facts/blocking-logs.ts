import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import { isMalformed } from '#parse/malformed';
import { type DaemonConfig, daemonConfig } from './daemon-config.ts';
import { type DaemonFlags, daemonFlags } from './daemon-flags.ts';
import { engineInfo } from './engine-info.ts';
import { localEngine } from './local-engine.ts';

/** Logs that go over the network, for which a program has to wait at each line. */
export interface BlockingLogs {
  readonly driver: string;
  readonly running: number;
}

/** These wait for the other end; syslog and gelf only over TCP. */
const WAITING: ReadonlySet<string> = new Set(['awslogs', 'fluentd', 'gcplogs', 'splunk']);
const BY_TCP: ReadonlySet<string> = new Set(['syslog', 'gelf']);

/** `undefined`: the usual log driver of this engine does not wait, or its settings are not known. */
export const blockingLogs = defineFact({
  id: 'blocking-logs',
  summary: 'whether containers wait for a log server',
  needs: {
    engineInfo,
    localEngine,
    daemonConfig: optional(daemonConfig),
    daemonFlags: optional(daemonFlags),
  },
  collect: async (
    _host,
    { engineInfo, localEngine, daemonConfig, daemonFlags },
  ): Promise<BlockingLogs | undefined> => {
    const { LoggingDriver: driver = '', ContainersRunning: running = 0 } = engineInfo;
    if (!WAITING.has(driver) && !BY_TCP.has(driver)) return undefined;
    if (!localEngine.selected || isUnavailable(daemonConfig)) return undefined;
    const options = optionsOf(daemonConfig, daemonFlags);
    const isAsync = /^(?:true|1)$/.test(options['fluentd-async'] ?? options['fluentd-async-connect'] ?? '');
    if (options['mode'] === 'non-blocking' || isAsync) return undefined;
    const address = options['syslog-address'] ?? options['gelf-address'] ?? '';
    if (BY_TCP.has(driver) && !/^tcp/.test(address)) return undefined;
    return { driver, running };
  },
});

const optionsOf = (
  { content }: DaemonConfig,
  flags: DaemonFlags | Unavailable,
): Readonly<Record<string, string>> => {
  const file = content === undefined || isMalformed(content) ? [] : (content.logOpts ?? []);
  const given = isUnavailable(flags) ? [] : (flags.flags.get('log-opt') ?? []);
  return Object.fromEntries([
    ...file.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
    ...given.map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]),
  ]);
};
