const MAX_CHARS = 1024 * 1024;
const MAX_WORDS = 10_000;

/**
 * `/proc/<pid>/cmdline`: the argv, each word ended by a NUL; empty for a kernel thread or a zombie. A program that
 * renames itself may leave one text without NULs.
 *
 *     /usr/sbin/dockerd␀-H␀fd://␀
 */
export const parseCmdline = (text: string): readonly string[] => {
  const words = text.slice(0, MAX_CHARS).split('\0', MAX_WORDS);
  while (words.at(-1) === '') words.pop();
  return words;
};
