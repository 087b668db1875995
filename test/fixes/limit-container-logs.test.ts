import { expect, test } from 'vitest';
import { shownPlan } from '../engine-core/fix-samples.ts';

test('the plan, as a person reads it', () => {
  expect(shownPlan('limit-container-logs')).toMatchInlineSnapshot(`
    "Fix limit-container-logs: Limit the logs of new containers
      risk: disruptive, as root, can be undone
      note: It applies to containers that are made from now on. Those that exist have to be made anew (docker compose up -d --force-recreate) to get the limit.
      note: All running containers stop, unless live-restore is on. Those with a restart policy come back.
      1. as root: change /etc/docker/settings.json as shown, then systemctl reset-failed running.service, then systemctl restart running.service
         why:  the logs of containers grow without a limit
         undo: put back the copy of /etc/docker/settings.json (content, owner, mode, times) that is kept under /var/lib/dockmedic/backups, then systemctl reset-failed running.service, then systemctl restart running.service
         --- /etc/docker/settings.json
         +++ /etc/docker/settings.json
         @@ -1,1 +1,1 @@
         -{ "debug": true }
         +{ "debug": true, "log-opts": { "max-size": "10m", "max-file": "3" } }
    "
  `);
});
