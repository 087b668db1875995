import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { pullPath } from './pull-path.ts';
import { serviceManager } from './service-manager.ts';

/** What the engine said, within the last hour, of a registry that refused the login of a client. */
export interface RefusedLogins {
  readonly lines: readonly string[];
}

/** `undefined`: not looked for, because no login is kept for the registry. */
export const refusedLogins = defineFact({
  id: 'refused-logins',
  summary: 'whether the engine lately met a registry that refused a login (journalctl)',
  needs: { pullPath, serviceManager },
  collect: async (host, { pullPath, serviceManager }): Promise<RefusedLogins | undefined | Unavailable> => {
    const { image, login, puller, own, place } = pullPath;
    if (image === undefined || login === 'none' || login === 'unknown') return undefined;
    if (puller !== 'docker' || own === undefined || serviceManager !== 'systemd') return undefined;
    const output = await host.query(
      ['journalctl', '--no-pager', '--output=cat', '--since=-1h', '--lines=500', '--unit=docker.service'],
      { timeoutMs: 3000 },
    );
    if (isUnavailable(output)) return output;
    return { lines: output.stdout.split('\n').filter((line) => tellsOf(line, place)) };
  },
});

/** Only what names the registry, and says that a login was wrong and not merely missing, tells of this one. */
const tellsOf = (line: string, place: string): boolean =>
  line.includes(`//${place}/`) && WRONG_LOGIN.test(line);

const WRONG_LOGIN =
  /incorrect username or password|unauthorized|invalid (?:username|token|credentials)|denied: denied/i;
