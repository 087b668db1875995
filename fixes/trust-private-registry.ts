import { defineFix } from '#core/fix';
import type { DaemonJsonTarget } from '#facts/daemon-json-target';
import { daemonJsonPlan } from './_daemon-json.ts';

interface PrivateRegistry {
  readonly target: DaemonJsonTarget;
  /** `10.99.0.2:5000`: on this host or a private address, which was looked at. */
  readonly name: string;
  /** Those that stand in the file already. */
  readonly others: readonly string[];
}

export const trustPrivateRegistry = defineFix<PrivateRegistry>({
  id: 'trust-private-registry',
  title: 'Let the engine ask a registry of the private network in HTTP',
  risk: 'safe',
  about:
    'Names one registry on a private address, which speaks HTTP alone, in daemon.json as one that the engine may ask without TLS, and has the engine read it without a restart. Never for a registry of a public network.',
  plan: ({ target, name, others }) => ({
    ...daemonJsonPlan(
      target,
      { kind: 'json', members: [{ path: ['insecure-registries'], value: [...others, name] }] },
      `${name} speaks HTTP alone, and the engine asks it in HTTPS`,
      {
        reading: 'reload',
        back: 'restart',
        notes: [
          'It interrupts nothing. Taking it back restarts the engine.',
          `What goes to ${name} and comes from there, passwords too, can then be read and changed by others in that network. A certificate for the registry is better.`,
        ],
      },
    ),
    endsCheck: true,
    asks: `Do you trust everybody in the network between this host and ${name}?`,
  }),
});
