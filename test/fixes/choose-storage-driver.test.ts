import { expect, test } from 'vitest';
import { shownPlan } from '../engine-core/fix-samples.ts';

test('the plan, as a person reads it', () => {
  expect(shownPlan('choose-storage-driver')).toMatchInlineSnapshot(`
    "Fix choose-storage-driver: Tell the engine which storage driver has its images
      risk: safe, as root, can be undone
      1. as root: change /etc/docker/settings.json as shown
         why:  the engine finds several storage drivers in its data root, and only overlay2 has images there
         undo: put back the copy of /etc/docker/settings.json (content, owner, mode, times) that is kept under /var/lib/dockmedic/backups
         --- /etc/docker/settings.json
         +++ /etc/docker/settings.json
         @@ -1,1 +1,1 @@
         -{ "debug": true }
         +{ "debug": true, "storage-driver": "overlay2" }
      2. # systemctl reset-failed podman.service
         why:  podman.service is not started again while its failures are on record
      3. # systemctl reset-failed podman.socket
         why:  podman.socket is not started again while its failures are on record
      4. # systemctl start podman.socket podman.service
         why:  podman.service reads the file when it starts
         undo: systemctl stop podman.socket podman.service
    "
  `);
});
