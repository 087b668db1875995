/** `docker-compose version --short`: `1.29.2`, `2.29.1`, `v2.6.0`. */
export const parseComposeVersion = (text: string): string | undefined =>
  /^v?(\d{1,4}\.\d{1,4}[\w.+-]{0,40})\s*$/.exec(text.trim())?.[1];

/** The interpreter of a Python script, with its options: `#!/usr/bin/env python3` → `/usr/bin/env`, `python3`. */
export const parsePythonShebang = (text: string): readonly [string, ...string[]] | undefined => {
  const words = /^#!\s*(\S.*)/.exec(text)?.[1]?.trim().split(/\s+/) ?? [];
  const [program, ...options] = words;
  return program !== undefined && words.some((word) => /(?:^|\/)python[\d.]*$/.test(word))
    ? [program, ...options]
    : undefined;
};

/** What Python says of the two packages that Compose v1 stands on: `2.32.3 5.0.3`. */
export const parsePythonPackages = (
  text: string,
): { readonly requests: string; readonly dockerPy: string } | undefined => {
  const [, requests, dockerPy] = /^(\d[\w.]{0,30}) (\d[\w.]{0,30})$/.exec(text.trim()) ?? [];
  return requests === undefined || dockerPy === undefined ? undefined : { requests, dockerPy };
};
