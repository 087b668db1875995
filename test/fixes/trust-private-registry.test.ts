import { expect, test } from 'vitest';
import { shownPlan } from '../engine-core/fix-samples.ts';

test('the plan, as a person reads it', () => {
  expect(shownPlan('trust-private-registry')).toMatchInlineSnapshot(`
    "Fix trust-private-registry: Let the engine ask a registry of the private network in HTTP
      risk: safe, as root, can be undone
      note: It interrupts nothing. Taking it back restarts the engine.
      note: What goes to 10.0.0.9:5000 and comes from there, passwords too, can then be read and changed by others in that network. A certificate for the registry is better.
      note: Do you trust everybody in the network between this host and 10.0.0.9:5000?
      1. as root: change /etc/docker/settings.json as shown, then systemctl reload running.service
         why:  10.0.0.9:5000 speaks HTTP alone, and the engine asks it in HTTPS
         undo: put back the copy of /etc/docker/settings.json (content, owner, mode, times) that is kept under /var/lib/dockmedic/backups, then systemctl reset-failed running.service, then systemctl restart running.service
         --- /etc/docker/settings.json
         +++ /etc/docker/settings.json
         @@ -1,1 +1,1 @@
         -{ "debug": true }
         +{ "debug": true, "insecure-registries": ["10.0.0.9:5000"] }
    "
  `);
});
