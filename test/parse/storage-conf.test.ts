import { expect, test } from 'vitest';
import { parseStorageConf } from '#parse/storage-conf';

test.each([
  ['[storage]\ndriver = "vfs"\n', { driver: 'vfs' }],
  ["[storage]\ndriver = 'overlay2' # Docker's name\n", { driver: 'overlay' }],
  ['[storage]\n# driver = "vfs"\ndriver = ""\n', {}],
  [
    '[storage]\ndriver = "overlay"\n[storage.options]\n[storage.options.overlay] # all of it\nmount_program = "/usr/bin/fuse-overlayfs"\n',
    { driver: 'overlay', mountProgram: '/usr/bin/fuse-overlayfs' },
  ],
  [
    '[storage.options]\nmount_program = "/usr/bin/fuse-overlayfs"\n',
    { mountProgram: '/usr/bin/fuse-overlayfs' },
  ],
  ['[other]\ndriver = "vfs"\n', {}],
  ['', {}],
])('%j', (text, conf) => {
  expect(parseStorageConf(text)).toEqual(conf);
});
