import { expect, test } from 'vitest';
import { shownPlan } from '../engine-core/fix-samples.ts';

test('the plan, as a person reads it', () => {
  expect(shownPlan('set-container-dns')).toMatchInlineSnapshot(`
    "Fix set-container-dns: Give containers the name servers of this host
      risk: disruptive, as root, can be undone
      note: Containers that are started again get them. On a host that changes networks they have to be set anew there.
      note: All running containers stop, unless live-restore is on. Those with a restart policy come back.
      1. as root: change /etc/docker/settings.json as shown, then systemctl reset-failed running.service, then systemctl restart running.service
         why:  containers are given name servers that do not answer
         undo: put back the copy of /etc/docker/settings.json (content, owner, mode, times) that is kept under /var/lib/dockmedic/backups, then systemctl reset-failed running.service, then systemctl restart running.service
         --- /etc/docker/settings.json
         +++ /etc/docker/settings.json
         @@ -1,1 +1,1 @@
         -{ "debug": true }
         +{ "debug": true, "dns": ["10.0.0.2"] }
    "
  `);
});
