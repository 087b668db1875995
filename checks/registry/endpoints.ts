import { ifAvailable, isUnavailable, type Unavailable } from '#core/answer';
import { defineCheck } from '#core/check';
import { optional } from '#core/fact';
import type { Evidence, FindingOf } from '#core/finding';
import { type ProposalRequest, propose } from '#core/fix';
import { type DaemonJsonTarget, daemonJsonTarget, settingsOf, whereTaken } from '#facts/daemon-json-target';
import { engineInUse } from '#facts/engine-in-use';
import { type EnginePullLook, enginePullLook } from '#facts/engine-pull-look';
import { type PullPath, pullPath } from '#facts/pull-path';
import { mirrorName, type Registries, type Registry, registries } from '#facts/registries';
import { answerText, type RegistryAnswer } from '#facts/registry-answer';
import { removeDeadMirrors } from '#fixes/remove-dead-mirrors';
import { trustPrivateRegistry } from '#fixes/trust-private-registry';
import { endpointsCodes } from './endpoints.codes.ts';

type Finding = FindingOf<typeof endpointsCodes>;

export const registryEndpoints = defineCheck({
  id: 'registry/endpoints',
  title: 'Mirrors and private registries answer the engine',
  about:
    'A dead mirror makes each pull slow, and a private registry fails over its certificate or the lack of one. This check asks those that this host names as the engine would, without a password.',
  symptoms: [
    'x509: certificate signed by unknown authority',
    'server gave HTTP response to HTTPS client',
    'pulls are slow or fail (registry mirror)',
  ],
  needs: {
    seen: registries,
    engine: engineInUse,
    target: optional(daemonJsonTarget),
    path: optional(pullPath),
    look: optional(enginePullLook),
  },
  explains: [pullPath],
  informing: true,
  codes: endpointsCodes,
  applies: (needs) =>
    together(needs).registries.length === 0
      ? 'this host names no mirror and no private registry that the engine asks directly'
      : true,
  evaluate: (needs) => {
    const { engine, target } = needs;
    const seen = together(needs);
    const missing = missingOf(seen);
    const [first, ...rest] = seen.registries.map(evidenceOf);
    return {
      evidence: [first ?? { source: 'registries', observed: 'none' }, ...rest],
      findings: withFixes(
        seen.registries.flatMap((one) => judge(one, seen.hub)),
        target,
      ).map((finding) => ({ ...finding, engine: engine.id })),
      ...(missing === undefined ? {} : { missing }),
    };
  },
});

interface Views {
  readonly seen: Registries;
  readonly path: PullPath | Unavailable;
  readonly look: EnginePullLook | undefined | Unavailable;
}

/** The registry on the way of a pull counts here where its TLS is what stands in the way. What the engine itself gets to is well,
 *  whatever is seen from outside it. */
const together = ({ seen, path, look }: Views): Registries => {
  if (isUnavailable(path) || path.puller !== 'docker') return seen;
  const found = ifAvailable(look);
  const target = targetOf(path, found);
  const others = seen.registries.filter(
    ({ name }) => name !== path.place || (target === undefined && found?.kind !== 'has'),
  );
  return { ...seen, registries: [...others, ...(target === undefined ? [] : [target])] };
};

const targetOf = (path: PullPath, look: EnginePullLook | undefined): Registry | undefined => {
  const { place: name, own, image } = path;
  const answer = answerOf(path, look);
  const role = image === undefined ? 'hub' : 'wanted';
  return answer && { name, role, answer, isPrivate: own?.isPrivate === true };
};

const answerOf = ({ place, own }: PullPath, look: EnginePullLook | undefined): RegistryAnswer | undefined => {
  const answer = own?.answer;
  const isTls =
    answer?.kind === 'plain' || answer?.kind === 'unknown-ca' || answer?.kind === 'old-authorities';
  if (look === undefined) return isTls ? answer : undefined;
  if (look.kind === 'has') return undefined;
  if (/HTTP response to HTTPS client/.test(look.message))
    return isTls ? answer : { kind: 'plain', status: 0 };
  if (!/x509:/.test(look.message)) return undefined;
  if (isTls) return answer;
  const directory = `/etc/docker/certs.d/${place}`;
  return /unknown authority/.test(look.message) ? { kind: 'unknown-ca', detail: X509, directory } : undefined;
};

/** The engine's own words. */
const X509 = 'x509: certificate signed by unknown authority';
/** All dead mirrors go at once. */
const withFixes = (
  findings: readonly Finding[],
  target: DaemonJsonTarget | Unavailable,
): readonly Finding[] => {
  const dead = findings.filter(({ code }) => code === 'reg-mirror-broken').map(({ subject }) => subject);
  return findings.map((finding) => {
    const fixes = fixesOf(finding, dead, target);
    return fixes.length === 0 ? finding : { ...finding, fixes };
  });
};

const fixesOf = (
  { code, params }: Finding,
  dead: readonly string[],
  target: DaemonJsonTarget | Unavailable,
): readonly ProposalRequest[] =>
  whereTaken(target, (target) => {
    if (target.inUse === undefined) return undefined;
    const { registryMirrors = [], insecureRegistries = [] } = settingsOf(target) ?? {};
    switch (code) {
      case 'reg-mirror-broken': {
        const keep = registryMirrors.filter((url) => !dead.includes(mirrorName(url) ?? ''));
        return keep.length === registryMirrors.length
          ? undefined
          : propose(removeDeadMirrors, { target, dead, keep });
      }
      case 'reg-http-vs-https':
        // A mirror is a registry of the engine by its own entry, in which HTTP or HTTPS is said.
        return params.isPrivate && params.role !== 'mirror'
          ? propose(trustPrivateRegistry, { target, name: params.name, others: insecureRegistries })
          : undefined;
      case 'tls-unknown-ca':
      case 'tls-ca-bundle-outdated':
        return undefined;
    }
  });

/** A registry that is silent where Docker Hub is too tells of the network, not of itself. */
const missingOf = ({ registries }: Registries): Unavailable | undefined =>
  registries
    .map(({ answer }) => (answer.kind === 'silent' ? answer.obstacle : undefined))
    .find((one) => one !== undefined);

const evidenceOf = ({ name, role, answer }: Registry): Evidence => ({
  source: `GET /v2/ on ${name} (${role})`,
  observed: answerText(answer),
});

const judge = (registry: Registry, hub: Registries['hub']): readonly Finding[] => {
  const { name, role, answer, isPrivate } = registry;
  // Whoever names an image wants it now.
  const degree = role === 'wanted' ? { severity: 'error' as const } : {};
  switch (answer.kind) {
    case 'plain':
      return [{ code: 'reg-http-vs-https', subject: name, params: { name, isPrivate, role }, ...degree }];
    case 'unknown-ca': {
      const { detail, directory } = answer;
      const params = { name, detail, directory, isEngineAlone: detail === X509 };
      return [{ code: 'tls-unknown-ca', subject: name, params, ...degree }];
    }
    case 'old-authorities': {
      const { detail, bundle } = answer;
      return [{ code: 'tls-ca-bundle-outdated', subject: name, params: { name, detail, bundle }, ...degree }];
    }
    case 'answers':
    case 'refused':
    case 'silent':
      return role === 'mirror' ? judgeMirror(name, answer, hub) : [];
    case 'unclear':
      return [];
  }
};

/** A registry that wants a password says 401, and one that limits its callers 429; both are at work. */
const judgeMirror = (
  name: string,
  answer: Extract<Registry['answer'], { kind: 'answers' | 'refused' | 'silent' }>,
  hub: Registries['hub'],
): readonly Finding[] => {
  const mirrorBroken = (detail: string): readonly Finding[] => [
    { code: 'reg-mirror-broken', subject: name, params: { name, detail } },
  ];
  switch (answer.kind) {
    case 'answers':
      return answer.status === 404 || answer.status >= 500
        ? mirrorBroken(`it answers HTTP ${answer.status}`)
        : [];
    case 'refused':
      return mirrorBroken('nobody listens there (ECONNREFUSED)');
    case 'silent':
      return hub === undefined || isUnavailable(hub)
        ? []
        : mirrorBroken(`${answer.obstacle.detail}, while Docker Hub takes connections`);
  }
};
