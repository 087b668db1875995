import { expect, test } from 'vitest';
import { shownPlan } from '../engine-core/fix-samples.ts';

test('the plan, as a person reads it', () => {
  expect(shownPlan('correct-daemon-json')).toMatchInlineSnapshot(`
    "Fix correct-daemon-json: Correct daemon.json so that the engine takes it
      risk: disruptive, as root, can be undone
      note: All running containers stop, unless live-restore is on. Those with a restart policy come back.
      1. as root: change /etc/docker/daemon.json as shown, then systemctl reset-failed running.service, then systemctl restart running.service
         why:  the engine does not start with this file
         undo: put back the copy of /etc/docker/daemon.json (content, owner, mode, times) that is kept under /var/lib/dockmedic/backups, then systemctl reset-failed running.service, then systemctl restart running.service
         --- /etc/docker/daemon.json
         +++ /etc/docker/daemon.json
         @@ -1,1 +1,1 @@
         -{ "debug": true, }
         +{ "debug": true }
    "
  `);
});
