import { expect, test } from 'vitest';
import { shownPlan } from '../engine-core/fix-samples.ts';

test('the plan, as a person reads it', () => {
  expect(shownPlan('close-tcp-address')).toMatchInlineSnapshot(`
    "Fix close-tcp-address: Close the unprotected address of the engine
      risk: disruptive, as root, can be undone
      note: Programs that reach the engine by that address cannot any more: give them ssh:// or TLS with client certificates first.
      note: All running containers stop, unless live-restore is on. Those with a restart policy come back.
      1. as root: change /etc/docker/settings.json as shown, then systemctl reset-failed running.service, then systemctl restart running.service
         why:  whoever reaches that address is root on this host
         undo: put back the copy of /etc/docker/settings.json (content, owner, mode, times) that is kept under /var/lib/dockmedic/backups, then systemctl reset-failed running.service, then systemctl restart running.service
         --- /etc/docker/settings.json
         +++ /etc/docker/settings.json
         @@ -1,1 +1,1 @@
         -{ "debug": true }
         +{ "debug": true, "hosts": ["fd://"] }
    "
  `);
});
