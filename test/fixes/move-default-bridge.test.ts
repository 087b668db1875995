import { expect, test } from 'vitest';
import { shownPlan } from '../engine-core/fix-samples.ts';

test('the plan, as a person reads it', () => {
  expect(shownPlan('move-default-bridge')).toMatchInlineSnapshot(`
    "Fix move-default-bridge: Move the default bridge to addresses of its own
      risk: disruptive, as root, can be undone
      note: Containers on the default bridge get other addresses.
      note: The range was chosen outside of all routes that this host has now. If a VPN or an office network that is not connected at the moment uses it, choose another.
      note: All running containers stop, unless live-restore is on. Those with a restart policy come back.
      1. as root: change /etc/docker/settings.json as shown, then systemctl reset-failed running.service, then systemctl restart running.service
         why:  the default bridge has addresses that exist elsewhere as well
         undo: put back the copy of /etc/docker/settings.json (content, owner, mode, times) that is kept under /var/lib/dockmedic/backups, then systemctl reset-failed running.service, then systemctl restart running.service
         --- /etc/docker/settings.json
         +++ /etc/docker/settings.json
         @@ -1,1 +1,1 @@
         -{ "debug": true }
         +{ "debug": true, "bip": "10.201.0.1/24" }
    "
  `);
});
