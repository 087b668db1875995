const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  ENOTDIR: 'a part of the path is not a directory',
  EISDIR: 'is a directory',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'read-only file system',
  ENOSPC: 'no space left on device',
  EDQUOT: 'disk quota exceeded',
  EFBIG: 'file too large',
  EIO: 'input/output error',
  ELOOP: 'too many symbolic links',
  ENAMETOOLONG: 'file name too long',
  ENXIO: 'no such device or address',
  EBADF: 'it is closed',
  EBUSY: 'it is in use',
  EMFILE: 'too many open files',
  ETXTBSY: 'the program is running',
};

/** What the name of a system error means; anything else as it stands. */
export const inWords = (errno: string): string => WORDS[errno] ?? errno;
