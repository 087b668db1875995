import { isUnavailable, type Unavailable } from '#core/answer';
import type { AnswerTo, Ask, Asks, Identity, QuestionKind } from '#core/host';
import { maskedEndpoint, withoutSecretsDeep } from '#core/secrets';

/** Removes secrets where facts enter, so that nothing behind this door can leak them. */
export const redacted =
  (ask: Ask): Ask =>
  async <K extends QuestionKind>(kind: K, asks: Asks<K>): Promise<AnswerTo<K> | Unavailable> => {
    const answer = await ask(kind, asks);
    if (kind === 'udp-exchange') return answer;
    const shown = withoutSecretsDeep(answer);
    return kind === 'identity' ? withMaskedEndpoints(shown, answer) : shown;
  };

const ENDPOINTS = /^(?:DOCKER_HOST|CONTAINER_HOST|(?:https?|all)_proxy)$/i;

/** docker uses nothing of what stands before the `@`, so that hiding it changes no engine. A proxy's address may be
 *  given without a scheme, which is what tells a password elsewhere. */
const withMaskedEndpoints = <T>(shown: T, answer: T): T => {
  if (isUnavailable(answer)) return shown;
  const { engineFlags, environment } = answer as Identity; // the answer to `identity`
  const endpoints = Object.entries(environment).flatMap(([name, value]) =>
    ENDPOINTS.test(name) ? [[name, maskedEndpoint(value)]] : [],
  );
  const { host } = engineFlags;
  const identity = shown as Identity; // as above
  return {
    ...shown,
    environment: { ...identity.environment, ...Object.fromEntries(endpoints) },
    ...(host === undefined ? {} : { engineFlags: { ...engineFlags, host: maskedEndpoint(host) } }),
  };
};
