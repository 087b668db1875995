import { type Malformed, malformed } from '#parse/malformed';

/**
 * X.509 certificates in PEM, as far as their time goes: the two dates of each.
 *
 *     -----BEGIN CERTIFICATE-----
 *     MIIDCzCCAfOgAwIBAgIUGnE+EKIWbxvuONRwelw4lmwOoMMwDQYJKoZIhvcNAQEL…
 *     -----END CERTIFICATE-----
 *
 * In DER: SEQUENCE { SEQUENCE { [0] version?, serial, algorithm, issuer, SEQUENCE { notBefore, notAfter }, … } … }
 */
export interface CertificateDates {
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

const WHAT = 'PEM certificate';
const MAX_CERTIFICATES = 500;

export const parseCertificates = (text: string): readonly CertificateDates[] | Malformed => {
  const blocks = [...text.matchAll(BLOCK)].slice(0, MAX_CERTIFICATES);
  const dates = blocks.map(([, body = '']) => datesIn(Buffer.from(body, 'base64')));
  const known = dates.filter((one) => one !== undefined);
  return known.length === 0 || known.length < dates.length ? malformed(WHAT, 'no dates in it') : known;
};

const BLOCK = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----([A-Za-z0-9+/=\s]{1,100000})-----END/g;

const [SEQUENCE, VERSION, UTC_TIME, GENERALIZED_TIME] = [0x30, 0xa0, 0x17, 0x18];

const datesIn = (der: Uint8Array): CertificateDates | undefined => {
  const certificate = elementAt(der, 0);
  const signed = certificate && elementAt(der, certificate.start);
  if (certificate?.tag !== SEQUENCE || signed?.tag !== SEQUENCE) return undefined;
  let at = signed.start;
  if (elementAt(der, at)?.tag === VERSION) at = elementAt(der, at)?.end ?? der.length;
  // Serial number, algorithm and issuer stand before the dates.
  for (let skipped = 0; skipped < 3; skipped += 1) at = elementAt(der, at)?.end ?? der.length;
  const validity = elementAt(der, at);
  const before = validity && elementAt(der, validity.start);
  const after = before && elementAt(der, before.end);
  const [notBeforeMs, notAfterMs] = [timeOf(der, before), timeOf(der, after)];
  return notBeforeMs === undefined || notAfterMs === undefined ? undefined : { notBeforeMs, notAfterMs };
};

interface Element {
  readonly tag: number;
  readonly start: number;
  readonly end: number;
}

/** One element of DER; its length is one byte, or up to four of them behind their number. */
const elementAt = (der: Uint8Array, at: number): Element | undefined => {
  const [tag, first] = [der[at], der[at + 1]];
  if (tag === undefined || first === undefined) return undefined;
  const count = first < 0x80 ? 0 : first - 0x80;
  const start = at + 2 + count;
  if (count > 4) return undefined;
  const length = count === 0 ? first : der.slice(at + 2, start).reduce((sum, byte) => sum * 256 + byte, 0);
  return start + length > der.length ? undefined : { tag, start, end: start + length };
};

/** `261128185159Z`, in which 50 and later is of the last century, or `20501128185159Z`. */
const timeOf = (der: Uint8Array, element: Element | undefined): number | undefined => {
  if (element === undefined || (element.tag !== UTC_TIME && element.tag !== GENERALIZED_TIME))
    return undefined;
  const text = String.fromCharCode(...der.slice(element.start, Math.min(element.end, element.start + 32)));
  const digits =
    element.tag === GENERALIZED_TIME ? text : `${Number(text.slice(0, 2)) < 50 ? 20 : 19}${text}`;
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(digits) ?? [];
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(ms) ? undefined : ms;
};
