import { expect, test } from 'vitest';
import { shownPlan } from '../engine-core/fix-samples.ts';

test('the plan, as a person reads it', () => {
  expect(shownPlan('set-container-mtu')).toMatchInlineSnapshot(`
    "Fix set-container-mtu: Let containers send packets that fit the way out
      risk: disruptive, as root, can be undone
      note: It applies to the default bridge and to networks that are made from now on. Networks that exist have to be made anew.
      note: All running containers stop, unless live-restore is on. Those with a restart policy come back.
      1. as root: change /etc/docker/settings.json as shown, then systemctl reset-failed running.service, then systemctl restart running.service
         why:  the way out of this host carries packets of 1400 bytes, and containers send larger ones
         undo: put back the copy of /etc/docker/settings.json (content, owner, mode, times) that is kept under /var/lib/dockmedic/backups, then systemctl reset-failed running.service, then systemctl restart running.service
         --- /etc/docker/settings.json
         +++ /etc/docker/settings.json
         @@ -1,1 +1,1 @@
         -{ "debug": true }
         +{ "debug": true, "mtu": 1400, "default-network-opts": { "bridge": { "com.docker.network.driver.mtu": "1400" } } }
    "
  `);
});
