import { expect, test } from 'vitest';
import { shownPlan } from '../engine-core/fix-samples.ts';

test('the plan, as a person reads it', () => {
  expect(shownPlan('set-address-pools')).toMatchInlineSnapshot(`
    "Fix set-address-pools: Give the engine free addresses for networks
      risk: disruptive, as root, can be undone
      note: The range was chosen outside of all routes that this host has now. If a VPN or an office network that is not connected at the moment uses it, choose another.
      note: Networks that exist keep their addresses. The default bridge may take one from the new range when the host starts anew.
      note: All running containers stop, unless live-restore is on. Those with a restart policy come back.
      1. as root: make /etc/new/daemon.json as shown, then systemctl reset-failed running.service, then systemctl restart running.service
         why:  the engine has no free addresses for a new network
         undo: rm /etc/new/daemon.json, then systemctl reset-failed running.service, then systemctl restart running.service
         --- /dev/null
         +++ /etc/new/daemon.json
         @@ -0,0 +1,8 @@
         +{
         +  "default-address-pools": [
         +    {
         +      "base": "10.201.0.0/16",
         +      "size": 24
         +    }
         +  ]
         +}
    "
  `);
});
