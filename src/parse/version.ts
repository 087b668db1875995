/**
 * Versions as programs print them, made comparable. Distributions and vendors add to semver what semver forbids:
 *
 *     20.10.24+dfsg1   28.2.2   27.0.0-rc.1   5.4.2-dev   v0.2.87   1.6.20~ds1   24.0.7, build afdd53b   4.3
 */
export const parseVersion = (text: string): string | undefined => {
  const match =
    /(?:^|[^\d.])(\d{1,9})\.(\d{1,9})(?:\.(\d{1,9}))?(?:-((?:rc|beta|alpha|dev|tp)[0-9A-Za-z.]*))?/i.exec(
      text.slice(0, 1000),
    );
  if (match === null) return undefined;
  const [, major = '0', minor = '0', patch = '0', pre] = match;
  const release = [major, minor, patch].map(Number).join('.');
  return pre === undefined ? release : `${release}-${pre.replace(/\.+$/, '')}`;
};

export const majorOf = (text: string): number | undefined => {
  const major = parseVersion(text)?.split('.')[0];
  return major === undefined ? undefined : Number(major);
};

/** Negative, zero or positive as `a` is older, the same or newer; `undefined` when one is no version.
 *  A pre-release counts as its release: what is known of 27.0 holds for 27.0.0-rc.1. */
export const compareReleases = (a: string, b: string): number | undefined => {
  const [left, right] = [a, b].map((text) => parseVersion(text)?.split('-')[0]?.split('.').map(Number));
  if (left === undefined || right === undefined) return undefined;
  const at = left.findIndex((part, index) => part !== right[index]);
  return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
};
