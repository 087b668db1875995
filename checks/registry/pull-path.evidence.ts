import { isUnavailable, type Unavailable } from '#core/answer';
import type { Evidence } from '#core/finding';
import { formatDuration } from '#core/text';
import type { EnginePullLook } from '#facts/engine-pull-look';
import type { PullPath } from '#facts/pull-path';
import type { OwnPath } from '#facts/pull-walk';
import { answerText } from '#facts/registry-answer';

/** Each stage that was walked, and what the engine says. */
export const pathEvidence = (
  { place, own, image }: PullPath,
  look: EnginePullLook | undefined | Unavailable,
): readonly Evidence[] => [
  ...(own === undefined ? [] : ownEvidence(place, own)),
  ...(image === undefined || look === undefined
    ? []
    : [{ source: 'the engine asks for it', observed: lookText(look) }]),
];

const ownEvidence = (place: string, own: OwnPath): readonly Evidence[] => {
  const { proxy, addresses, connected, connected6, answer, service, manifest } = own;
  const by = proxy === undefined ? place : `proxy ${proxy.hostName}:${proxy.port}`;
  return [
    ...(addresses === undefined ? [] : [stage(`resolve ${place}`, addressText(addresses))]),
    ...(connected === undefined ? [] : [stage(`connect ${by}`, timeText(connected))]),
    ...(connected6 === undefined
      ? []
      : [stage(`connect ${connected6.address}`, timeText(connected6.answer))]),
    ...(answer === undefined ? [] : [stage(`GET /v2/ on ${place}`, answerText(answer))]),
    ...(service === undefined ? [] : [stage(`connect ${service.place} (tokens)`, timeText(service.answer))]),
    ...(manifest === undefined
      ? []
      : [stage('HEAD of the manifest, without a password', manifestText(manifest))]),
  ];
};

const stage = (source: string, observed: string): Evidence => ({ source, observed });

const addressText = (addresses: readonly string[] | Unavailable): string =>
  isUnavailable(addresses) ? addresses.detail : addresses.join(', ') || 'no address';

const timeText = (answer: number | Unavailable): string =>
  isUnavailable(answer) ? answer.detail : `accepted in ${formatDuration(answer)}`;

const manifestText = (manifest: NonNullable<OwnPath['manifest']>): string => {
  if (isUnavailable(manifest)) return manifest.detail;
  const left = manifest.headers['ratelimit-remaining'];
  const who = manifest.stage === 'token' ? ' from the token service' : '';
  return `HTTP ${manifest.status}${who}${left === undefined ? '' : `, pulls left: ${left}`}`;
};

const lookText = (look: EnginePullLook | Unavailable): string => {
  if (isUnavailable(look)) return look.detail;
  return look.kind === 'refuses' ? `HTTP ${look.status}: ${look.message}` : 'it has it';
};
