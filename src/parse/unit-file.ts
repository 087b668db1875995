import { linesOf } from '#parse/text';

/**
 * The program `docker-compose` as a unit file of systemd calls it; the prefixes of systemd.service(5) are taken off.
 *
 *     ExecStart=/usr/local/bin/docker-compose up -d
 *     ExecStop=-/usr/local/bin/docker-compose down
 */
export const parseComposeCall = (text: string): string | undefined => {
  for (const line of linesOf(text)) {
    const command =
      /^\s*Exec(?:StartPre|Start|StartPost|Reload|Stop|StopPost)\s*=\s*[-@:+!|]*\s*(\S.*)$/.exec(line)?.[1];
    // A shell is often put around it: what it is told to run decides.
    const call = /(?:^|[\s"';&])((?:\/[\w./-]*\/)?docker-compose)(?=[\s"';&]|$)/.exec(command ?? '')?.[1];
    if (call !== undefined) return call;
  }
  return undefined;
};
