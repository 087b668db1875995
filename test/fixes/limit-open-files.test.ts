import { expect, test } from 'vitest';
import { shownPlan } from '../engine-core/fix-samples.ts';

test('the plan, as a person reads it', () => {
  expect(shownPlan('limit-open-files')).toMatchInlineSnapshot(`
    "Fix limit-open-files: Limit the files that programs in containers may open
      risk: disruptive, as root, can be undone
      note: All running containers stop, unless live-restore is on. Those with a restart policy come back.
      note: Among the drop-ins of a unit the last in the order of their names wins.
      1. as root: make /etc/systemd/system/running.service.d/dockmedic-open-files.conf as shown, then systemctl daemon-reload, then systemctl reset-failed running.service, then systemctl restart running.service
         why:  running.service hands down a limit that programs choke on which walk through all possible files
         undo: rm /etc/systemd/system/running.service.d/dockmedic-open-files.conf, then systemctl daemon-reload, then systemctl reset-failed running.service, then systemctl restart running.service
         --- /dev/null
         +++ /etc/systemd/system/running.service.d/dockmedic-open-files.conf
         @@ -0,0 +1,3 @@
         +# Made by dockmedic; dockmedic undo removes it.
         +[Service]
         +LimitNOFILE=1048576
    "
  `);
});
