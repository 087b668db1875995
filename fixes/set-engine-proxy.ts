import { defineFix } from '#core/fix';
import type { DaemonJsonTarget } from '#facts/daemon-json-target';
import { daemonJsonPlan } from './_daemon-json.ts';
import { dropInStep } from './_drop-in.ts';
import { interruption } from './_interruption.ts';

export interface EngineProxies {
  /** Nobody's password is in them. */
  readonly http?: string;
  readonly https?: string;
  readonly noProxy: string;
}

interface EngineProxy {
  readonly target: DaemonJsonTarget;
  readonly proxies: EngineProxies;
  /** `daemon-json`: the engine knows "proxies" (23 and later), which win over its environment. */
  readonly place: 'daemon-json' | 'drop-in';
}

export const setEngineProxy = defineFix<EngineProxy>({
  id: 'set-engine-proxy',
  title: 'Give the engine the proxy of this session',
  risk: 'disruptive',
  about:
    'Writes the proxy that this session uses and that takes connections into daemon.json (Docker 23 and later) or a drop-in of docker.service, and restarts the engine. An address with a password in it is never written: everybody on the host can read these files.',
  plan: ({ target, proxies, place }) =>
    place === 'daemon-json' ? inFile(target, proxies) : inDropIn(target, proxies),
});

const WHY = 'images are pulled by the engine, which does not see the proxy of a session';

const NOTE =
  'What is reached directly is named in no-proxy: private registries belong there too. It is a setting of the engine, not of programs inside containers.';

const inFile = (target: DaemonJsonTarget, { http, https, noProxy }: EngineProxies) =>
  daemonJsonPlan(
    target,
    {
      kind: 'json',
      members: [
        ...(http === undefined ? [] : [{ path: ['proxies', 'http-proxy'], value: http }]),
        ...(https === undefined ? [] : [{ path: ['proxies', 'https-proxy'], value: https }]),
        { path: ['proxies', 'no-proxy'], value: noProxy },
      ],
    },
    WHY,
    { notes: [NOTE] },
  );

const inDropIn = ({ service, inUse, interrupts }: DaemonJsonTarget, proxies: EngineProxies) => ({
  steps: [
    dropInStep({
      unit: service?.unit ?? 'docker.service',
      name: ENGINE_PROXY,
      lines: linesOf(proxies),
      why: WHY,
      ...(inUse === undefined ? {} : { answers: inUse }),
    }),
  ],
  notes: [
    NOTE,
    'Among the drop-ins of a unit the last in the order of their names wins.',
    interruption(interrupts),
  ],
});

const linesOf = ({ http, https, noProxy }: EngineProxies): readonly string[] =>
  [
    ...(http === undefined ? [] : [`HTTP_PROXY=${http}`]),
    ...(https === undefined ? [] : [`HTTPS_PROXY=${https}`]),
    `NO_PROXY=${noProxy}`,
  ].map((assignment) => `Environment="${assignment.replaceAll('%', '%%')}"`);

/** The name of its drop-in, which comes behind the usual http-proxy.conf. */
export const ENGINE_PROXY = 'zz-dockmedic-proxy';
