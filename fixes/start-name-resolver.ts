import { defineFix } from '#core/fix';
import { serviceSteps } from './_service.ts';

interface Resolver {
  readonly resetFailed: boolean;
}

const UNIT = 'systemd-resolved.service';

export const startNameResolver = defineFix<Resolver>({
  id: 'start-name-resolver',
  title: 'Start systemd-resolved, which this host resolves names by',
  risk: 'safe',
  about:
    'Starts systemd-resolved where /etc/resolv.conf leads to it and it does not run. It changes no name server.',
  plan: ({ resetFailed }) => ({
    steps: serviceSteps(
      { manager: 'systemd', unit: UNIT, resetFailed },
      'start',
      `/etc/resolv.conf leads to it, and ${UNIT} does not run`,
    ),
  }),
});
