import { defineFix } from '#core/fix';
import type { DaemonJsonTarget } from '#facts/daemon-json-target';
import { daemonJsonPlan } from './_daemon-json.ts';

interface ContainerDns {
  readonly target: DaemonJsonTarget;
  /** Of this host's own network; each of them has answered. */
  readonly servers: readonly string[];
}

export const setContainerDns = defineFix<ContainerDns>({
  id: 'set-container-dns',
  title: 'Give containers the name servers of this host',
  risk: 'disruptive',
  about:
    'Writes the name servers that this host itself uses, and that have just answered, as "dns" into daemon.json and restarts the engine. It names no public server, and leaves resolv.conf alone.',
  plan: ({ target, servers }) =>
    daemonJsonPlan(
      target,
      { kind: 'json', members: [{ path: ['dns'], value: [...servers] }] },
      'containers are given name servers that do not answer',
      {
        notes: [
          'Containers that are started again get them. On a host that changes networks they have to be set anew there.',
        ],
      },
    ),
});
