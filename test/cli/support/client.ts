import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A home in a directory where an engine listens, with a docker client whose context leads nowhere: a fault that a user repairs without root and without an
 *  engine. The client is a script that keeps its choice as docker does. */
export interface ClientHome {
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  /** The context in use. */
  context(): string;
  use(name: string): void;
  readonly journals: string;
}

export const clientHome = (directory: string, during = ''): ClientHome => {
  const home = mkdtempSync(join(directory, 'home-'));
  const bin = join(home, 'bin');
  const meta = join(home, '.docker/contexts/meta', createHash('sha256').update('far').digest('hex'));
  mkdirSync(bin);
  mkdirSync(meta, { recursive: true });
  const place = JSON.stringify({
    Name: 'far',
    Metadata: {},
    Endpoints: { docker: { Host: `unix://${home}/gone.sock`, SkipTLSVerify: false } },
  });
  writeFileSync(join(meta, 'meta.json'), place);
  const config = join(home, '.docker/config.json');
  const use = (name: string): void => writeFileSync(config, JSON.stringify({ currentContext: name }));
  const context = (): string => JSON.parse(readFileSync(config, 'utf8')).currentContext;
  use('far');
  writeFileSync(
    join(bin, 'docker'),
    `#!/bin/sh
for last; do :; done
case "$*" in
  *"context use"*) ${during}
    printf '{"currentContext":"%s"}' "$last" >"${config}" ;;
  *"context ls"*) sed 's/.*:"//; s/".*//' "${config}" ;;
  *) exit 1 ;;
esac
`,
  );
  chmodSync(join(bin, 'docker'), 0o755);
  const env = {
    HOME: home,
    PATH: `${bin}:/usr/bin:/bin`,
    XDG_STATE_HOME: join(home, 'state'),
    XDG_RUNTIME_DIR: directory,
  };
  return { home, env, context, use, journals: join(home, 'state/dockmedic/repairs') };
};
