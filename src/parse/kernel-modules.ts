import { linesOf, wordsOf } from '#parse/text';

/**
 * `/proc/modules`: the loaded ones, their names first.
 *
 *     overlay 212992 1 - Live 0x0000000000000000
 */
export const parseLoadedModules = (text: string): readonly string[] =>
  linesOf(text).flatMap((line) => wordsOf(line.slice(0, 200))[0] ?? []);

/**
 * `/proc/filesystems`: what the kernel can mount without loading anything; the name stands last.
 *
 *     nodev	overlay
 *     	ext4
 */
export const parseFilesystems = (text: string): readonly string[] =>
  linesOf(text).flatMap((line) => wordsOf(line.slice(0, 200)).at(-1) ?? []);

/**
 * What grep found in `modules.dep` and `modules.builtin`: paths of modules, which may be compressed.
 *
 *     kernel/fs/overlayfs/overlay.ko.xz
 */
export const parseModulePaths = (text: string): readonly string[] =>
  linesOf(text).flatMap((line) => /([^/\s]+)\.ko/.exec(line.slice(0, 400))?.[1] ?? []);
