import { expect, test } from 'vitest';
import { shownPlan } from '../engine-core/fix-samples.ts';

test('the plan, as a person reads it', () => {
  expect(shownPlan('set-engine-proxy')).toMatchInlineSnapshot(`
    "Fix set-engine-proxy: Give the engine the proxy of this session
      risk: disruptive, as root, can be undone
      note: What is reached directly is named in no-proxy: private registries belong there too. It is a setting of the engine, not of programs inside containers.
      note: Among the drop-ins of a unit the last in the order of their names wins.
      note: All running containers stop, unless live-restore is on. Those with a restart policy come back.
      1. as root: make /etc/systemd/system/running.service.d/zz-dockmedic-proxy.conf as shown, then systemctl daemon-reload, then systemctl reset-failed running.service, then systemctl restart running.service
         why:  images are pulled by the engine, which does not see the proxy of a session
         undo: rm /etc/systemd/system/running.service.d/zz-dockmedic-proxy.conf, then systemctl daemon-reload, then systemctl reset-failed running.service, then systemctl restart running.service
         --- /dev/null
         +++ /etc/systemd/system/running.service.d/zz-dockmedic-proxy.conf
         @@ -0,0 +1,4 @@
         +# Made by dockmedic; dockmedic undo removes it.
         +[Service]
         +Environment="HTTPS_PROXY=http://p:3128"
         +Environment="NO_PROXY=localhost"
    "
  `);
});
