import { expect, test } from 'vitest';
import { shownPlan } from '../engine-core/fix-samples.ts';

test('the plan, as a person reads it', () => {
  expect(shownPlan('forget-missing-bridge')).toMatchInlineSnapshot(`
    "Fix forget-missing-bridge: Let the engine use its own bridge again
      risk: disruptive, as root, can be undone
      note: If something is to make br0 before the engine starts, leave the setting and mend that instead.
      note: All running containers stop, unless live-restore is on. Those with a restart policy come back.
      1. as root: change /etc/docker/bridge.json as shown, then systemctl reset-failed running.service, then systemctl restart running.service
         why:  the engine does not start without the bridge br0
         undo: put back the copy of /etc/docker/bridge.json (content, owner, mode, times) that is kept under /var/lib/dockmedic/backups, then systemctl reset-failed running.service, then systemctl restart running.service
         --- /etc/docker/bridge.json
         +++ /etc/docker/bridge.json
         @@ -1,1 +1,1 @@
         -{ "bridge": "br0" }
         +{ }
    "
  `);
});
