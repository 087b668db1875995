import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { EngineAddress, ReadableHost, TlsFiles } from '#core/host';
import { isMalformed } from '#parse/malformed';
import { type CertificateDates, parseCertificates } from '#parse/pem-certificate';
import { endpoints } from './endpoints.ts';

/** Why TLS with the selected engine ends before a word of HTTP. */
export interface TlsRefusal {
  readonly reason: TlsReason;
  /** As TLS itself says it. */
  readonly detail: string;
  /** How far the engine's clock is ahead of this one; absent where the engine does not tell. */
  readonly engineAheadMs?: number;
  /** The file whose certificate it is, where that is one of ours. */
  readonly path?: string;
}

export type TlsReason =
  | 'engine-expired'
  | 'authority-expired'
  | 'not-yet-valid'
  | 'wrong-name'
  | 'wrong-authority'
  | 'client-expired'
  | 'client-refused'
  | 'client-missing';

/** `undefined`: the selected engine is not asked in TLS, answers, or fails for a reason that has nothing to do with certificates. */
export const tlsRefusal = defineFact({
  id: 'tls-refusal',
  summary: 'why the certificates of the selected engine and of this client do not fit',
  needs: { endpoints },
  timeoutMs: 9000,
  collect: async (host, { endpoints }): Promise<TlsRefusal | undefined> => {
    const selected = endpoints.find((endpoint) => endpoint.selected);
    const { address, state } = selected ?? {};
    if (address?.kind !== 'tcp' || address.tls === undefined || state?.kind !== 'unreachable')
      return undefined;
    const reply = await host.engineGet(address, '/_ping');
    if (!isUnavailable(reply)) return undefined;
    const known = reasonOf(reply.errno ?? '');
    if (known === undefined) return undefined;
    const nowMs = await host.nowMs();
    const now = isUnavailable(nowMs) ? undefined : nowMs;
    const found = await attributed(host, known, address.tls, now);
    const engineAheadMs = now === undefined ? undefined : await aheadOf(host, address, now);
    const detail = reply.detail.trim();
    return { ...found, detail, ...(engineAheadMs === undefined ? {} : { engineAheadMs }) };
  },
});

/** Node's names for what OpenSSL found in the engine's certificate, and for the alerts with which the engine refuses ours. */
const REASONS: readonly (readonly [RegExp, TlsReason])[] = [
  [/^CERT_HAS_EXPIRED$/, 'engine-expired'],
  [/^CERT_NOT_YET_VALID$/, 'not-yet-valid'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'wrong-name'],
  [/SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER|UNABLE_TO_VERIFY_LEAF|CERT_SIGNATURE_FAILURE/, 'wrong-authority'],
  [/ALERT_CERTIFICATE_REQUIRED/, 'client-missing'],
  [/ALERT_CERTIFICATE_EXPIRED/, 'client-expired'],
  [/ALERT_(BAD_CERTIFICATE|UNKNOWN_CA|CERTIFICATE_UNKNOWN|UNSUPPORTED_CERTIFICATE)/, 'client-refused'],
];

const reasonOf = (errno: string): TlsReason | undefined => REASONS.find(([sign]) => sign.test(errno))?.[1];

type Found = Pick<TlsRefusal, 'reason' | 'path'>;

/** Our own files tell whose certificate it is: OpenSSL says the same of an expired authority and an expired engine. */
const attributed = async (
  host: ReadableHost,
  reason: TlsReason,
  { caPath, certPath }: TlsFiles,
  nowMs: number | undefined,
): Promise<Found> => {
  const isOver = ({ notAfterMs }: CertificateDates): boolean => nowMs !== undefined && notAfterMs < nowMs;
  if (reason === 'engine-expired' && caPath !== undefined) {
    const all = await datesIn(host, caPath);
    return all.length > 0 && all.every(isOver) ? { reason: 'authority-expired', path: caPath } : { reason };
  }
  if (!reason.startsWith('client') || certPath === undefined) return { reason };
  const [own] = await datesIn(host, certPath);
  if (own === undefined) return { reason, path: certPath };
  return {
    reason: isOver(own) ? 'client-expired' : reason === 'client-expired' ? 'client-refused' : reason,
    path: certPath,
  };
};

const datesIn = async (host: ReadableHost, path: string): Promise<readonly CertificateDates[]> => {
  const text = await host.readFile(path);
  const dates = isUnavailable(text) ? [] : parseCertificates(text);
  return isMalformed(dates) ? [] : dates;
};

/** Engines say in each answer what time it is for them. Nothing else of that answer is believed: it was not verified. */
const aheadOf = async (
  host: ReadableHost,
  address: Extract<EngineAddress, { readonly kind: 'tcp' }>,
  nowMs: number,
): Promise<number | undefined> => {
  const unverified = { ...address, tls: { ...address.tls, skipVerify: true } };
  const reply: { readonly headers: Readonly<Record<string, string>> } | Unavailable = await host.engineGet(
    unverified,
    '/_ping',
  );
  const dateMs = isUnavailable(reply) ? Number.NaN : Date.parse(reply.headers['date'] ?? '');
  return Number.isNaN(dateMs) ? undefined : dateMs - nowMs;
};
