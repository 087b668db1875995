import { ifAvailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import { engineClock } from './engine-clock.ts';
import { registries } from './registries.ts';

/** A clock that is not where this host's is. */
export interface OtherClock {
  /** `unix:///var/run/docker.sock`, `registry.example.com`. */
  readonly name: string;
  readonly aheadMs: number;
}

export interface ClockSkew {
  readonly engine: OtherClock;
  /** As answers of registries were dated that were asked anyway. */
  readonly servers: readonly OtherClock[];
  /** What the host does to keep its time; asked only where some clock differs. */
  readonly sync?: { readonly enabled: boolean; readonly synchronized: boolean };
}

/** What a busy machine, a slow answer and the whole seconds of a date cannot add up to. */
const NOTABLE_MS = 60_000;
export const isNotable = ({ aheadMs }: Pick<OtherClock, 'aheadMs'>): boolean =>
  Math.abs(aheadMs) >= NOTABLE_MS;

export const clockSkew = defineFact({
  id: 'clock-skew',
  summary: "this host's clock beside the engine's and those of registries",
  needs: { engineClock, registries: optional(registries) },
  timeoutMs: 30_000,
  collect: async (host, needs): Promise<ClockSkew> => {
    const engine = { name: needs.engineClock.id, aheadMs: needs.engineClock.aheadMs };
    const servers = (ifAvailable(needs.registries)?.registries ?? []).flatMap(({ name, answer }) =>
      'aheadMs' in answer && answer.aheadMs !== undefined ? [{ name, aheadMs: answer.aheadMs }] : [],
    );
    const isOff = [engine, ...servers].some(isNotable);
    const asked = isOff
      ? ifAvailable(await host.query(['timedatectl', 'show', '--property=NTP', '--property=NTPSynchronized']))
      : undefined;
    const sync = asked?.exitCode === 0 ? syncIn(asked.stdout) : undefined;
    return { engine, servers, ...(sync === undefined ? {} : { sync }) };
  },
});

/** `NTP=yes` and `NTPSynchronized=no`, a line each. */
const syncIn = (text: string): NonNullable<ClockSkew['sync']> => ({
  enabled: /^NTP=yes$/m.test(text),
  synchronized: /^NTPSynchronized=yes$/m.test(text),
});
