import { isUnavailable, type Unavailable } from '#core/answer';
import type { Asks, EngineReply, ManifestReply } from '#core/host';
import { sendRequest } from './engine-http.ts';

const TYPES = [
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
].join(', ');

/** Whether a registry has an image, for somebody without a password. A `HEAD` counts as no pull. The token that everybody
 *  gets ends here: nothing behind this door sees it. */
export const askForManifest = async (
  { address, name, reference, service, servicePath = '/' }: Omit<Asks<'manifest'>, 'timeoutMs'>,
  timeoutMs: number,
): Promise<ManifestReply | Unavailable> => {
  const reply =
    service === undefined
      ? undefined
      : await sendRequest(
          { address: service, path: servicePath, method: 'GET', headers: { Accept: 'application/json' } },
          timeoutMs,
        );
  if (isUnavailable(reply)) return reply;
  const token = reply && tokenIn(reply);
  if (reply !== undefined && token === undefined) return at('token', reply);
  const answer = await sendRequest(
    {
      address,
      path: `/v2/${name}/manifests/${reference}`,
      method: 'HEAD',
      headers: { Accept: TYPES, ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }) },
    },
    timeoutMs,
  );
  return isUnavailable(answer) ? answer : at('manifest', answer);
};

const HEADERS = ['content-type', 'docker-content-digest', 'ratelimit-limit', 'ratelimit-remaining'];

const at = (stage: ManifestReply['stage'], { status, headers, durationMs }: EngineReply): ManifestReply => ({
  stage,
  status,
  headers: Object.fromEntries(Object.entries(headers).filter(([name]) => HEADERS.includes(name))),
  durationMs,
});

/** What cannot stand in a header is no token. */
const tokenIn = ({ status, body }: EngineReply): string | undefined => {
  if (status !== 200) return undefined;
  try {
    const { token, access_token: other } = Object(JSON.parse(body)) as Record<string, unknown>; // any value at all, made an object
    return [token, other].find((one): one is string => typeof one === 'string' && /^[\x21-\x7e]+$/.test(one));
  } catch {
    return undefined;
  }
};
