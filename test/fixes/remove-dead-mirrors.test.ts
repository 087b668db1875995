import { expect, test } from 'vitest';
import { shownPlan } from '../engine-core/fix-samples.ts';

test('the plan, as a person reads it', () => {
  expect(shownPlan('remove-dead-mirrors')).toMatchInlineSnapshot(`
    "Fix remove-dead-mirrors: Take dead mirrors out of daemon.json
      risk: safe, as root, can be undone
      note: If such a mirror is only away for a while, behind a VPN for instance, leave it there.
      1. as root: change /etc/docker/settings.json as shown, then systemctl reload running.service
         why:  each pull asks a first, and in vain
         undo: put back the copy of /etc/docker/settings.json (content, owner, mode, times) that is kept under /var/lib/dockmedic/backups, then systemctl reload running.service
         --- /etc/docker/settings.json
         +++ /etc/docker/settings.json
         @@ -1,1 +1,1 @@
         -{ "debug": true }
         +{ "debug": true, "registry-mirrors": ["http://b"] }
    "
  `);
});
