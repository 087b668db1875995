import { expect, test } from 'vitest';
import { parseBoundCapabilities } from '#parse/bound-capabilities';
import { parseDesktopSettings } from '#parse/desktop-settings';
import { parseInotifyHandles, parseWatchCounts } from '#parse/inotify';
import { parseFilesystems, parseLoadedModules, parseModulePaths } from '#parse/kernel-modules';
import { survivesHostileText } from './samples.ts';

test('modules and file systems of the kernel', () => {
  expect(parseLoadedModules('overlay 212992 1 - Live 0x0\nveth 45056 0 - Live 0x0\n')).toEqual([
    'overlay',
    'veth',
  ]);
  expect(parseFilesystems('nodev\toverlay\n\text4\n')).toEqual(['overlay', 'ext4']);
  expect(parseModulePaths('kernel/fs/overlayfs/overlay.ko.xz: kernel/a.ko\nkernel/net/veth.ko\n')).toEqual([
    'overlay',
    'veth',
  ]);
});

test.each([
  ['CapBnd:\t00000000a80425fb\n', { sysAdmin: false, netAdmin: false }],
  ['CapEff:\t0\nCapBnd:\t000001ffffffffff\n', { sysAdmin: true, netAdmin: true }],
  ['CapBnd: nonsense\n', undefined],
])('what root may do at most: %j', (text, wanted) => {
  expect(parseBoundCapabilities(text)).toEqual(wanted);
});

test('the directories that Docker Desktop shares, by either name', () => {
  expect(parseDesktopSettings('{ "FilesharingDirectories": ["/home"] }')).toEqual({ shared: ['/home'] });
  expect(parseDesktopSettings('{ "filesharingDirectories": ["/srv"] }')).toEqual({ shared: ['/srv'] });
  expect(parseDesktopSettings('{ "AutoStart": false }')).toEqual({});
  expect(parseDesktopSettings('{,}')).toMatchObject({ kind: 'malformed' });
});

test('inotify instances and their watches', () => {
  expect(parseInotifyHandles('1000 /proc/4711/fd/9\nfind: /proc/1: denied\n0 /proc/x/fd/1\n')).toEqual([
    { uid: 1000, info: '/proc/4711/fdinfo/9' },
  ]);
  expect(parseWatchCounts('/proc/4711/fdinfo/9:312\nno number:\n')).toEqual(
    new Map([['/proc/4711/fdinfo/9', 312]]),
  );
});

test('hostile text', () => {
  survivesHostileText((text) => [
    parseLoadedModules(text),
    parseFilesystems(text),
    parseModulePaths(text),
    parseBoundCapabilities(text),
    parseDesktopSettings(text),
    parseInotifyHandles(text),
    parseWatchCounts(text),
  ]);
});
