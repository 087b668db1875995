import { isUnavailable } from '#core/answer';
import type { FileStat, Host } from '#core/host';
import { oneLine, shortened } from '#core/text';
import type { Watch } from '#core/watch';
import { processNow } from './steps/process.ts';

/** What is seen of it now, in a few words that can be compared. `undefined`: it could not be looked at. */
export const observe = async (watch: Watch, host: Host): Promise<string | undefined> => {
  switch (watch.kind) {
    case 'query': {
      const output = await host.query(watch.argv);
      if (isUnavailable(output)) return undefined;
      const said = shortened(oneLine(output.stdout), 500);
      return output.exitCode === 0 ? said : `${said} (exit code ${output.exitCode})`.trim();
    }
    case 'path':
      return observePath(watch.path, host);
    case 'units':
      return observeUnits(watch, host);
    case 'member': {
      const output = await host.query(['id', '-nG', watch.user]);
      if (isUnavailable(output) || output.exitCode !== 0) return undefined;
      return output.stdout.trim().split(/\s+/).includes(watch.group) ? MEMBER : 'no member';
    }
    case 'service-status': {
      const output = await host.query(watch.argv);
      return isUnavailable(output) ? undefined : output.exitCode === 0 ? 'up' : 'down';
    }
    case 'process': {
      const now = await processNow(host, watch.pid);
      if (now === undefined) return 'gone';
      if (now.comm !== watch.comm) return `now ${now.comm}`;
      if (watch.startTicks !== undefined && watch.startTicks !== now.startTicks) return `another ${now.comm}`;
      return now.state === 'T' ? 'stopped' : 'running';
    }
  }
};

const MEMBER = 'a member';

/** What is seen where the step has been done, as far as that is known without having seen it. */
export const isAsWanted = (watch: Watch, seen: string): boolean => {
  switch (watch.kind) {
    case 'query':
      return seen === watch.wanted || (watch.wantedStart !== undefined && seen.startsWith(watch.wantedStart));
    case 'path':
      return watch.wanted !== undefined && (seen === 'absent') === (watch.wanted === 'absent');
    case 'member':
      return seen === MEMBER;
    case 'units':
      return watch.question === 'is-active' && seen.split(' ').every((word) => word === 'up');
    case 'service-status':
      return seen === 'up';
    case 'process':
      return seen === 'running';
  }
};

/** What is watched, for a person. */
export const nameOf = (watch: Watch): string => {
  switch (watch.kind) {
    case 'query':
    case 'service-status':
      return watch.argv.join(' ');
    case 'path':
      return watch.path;
    case 'units':
      return watch.units.join(' and ');
    case 'member':
      return `membership of ${watch.user} in ${watch.group}`;
    case 'process':
      return `process ${watch.pid} (${watch.comm})`;
  }
};

const observePath = async (path: string, host: Host): Promise<string | undefined> => {
  const found = await host.lstat(path);
  if (isUnavailable(found)) return found.reason === 'absent' ? 'absent' : undefined;
  const { type, uid, gid, mode, linkTarget } = found;
  const rights = `${uid}:${gid} ${mode.toString(8).padStart(3, '0')}`;
  if (type === 'symlink') return `symlink to ${linkTarget ?? '?'}`;
  return type === 'file' ? `file ${rights} ${await contentOf(path, found, host)}` : `${type} ${rights}`;
};

/** A sum tells of the content without holding any of it; where it cannot be read, size and time have to do. */
const contentOf = async (
  path: string,
  { sizeBytes, modifiedAtMs }: FileStat,
  host: Host,
): Promise<string> => {
  const output = await host.query(['sha256sum', '--', path]);
  const [, sum] = isUnavailable(output) ? [] : (/^\\?([0-9a-f]{64})\s/.exec(output.stdout) ?? []);
  return sum === undefined
    ? `${sizeBytes} bytes of ${new Date(modifiedAtMs).toISOString()}`
    : `sha256 ${sum}`;
};

const observeUnits = async (
  { question, units, user }: Extract<Watch, { readonly kind: 'units' }>,
  host: Host,
): Promise<string | undefined> => {
  const output = await host.query(['systemctl', ...(user ? ['--user'] : []), question, ...units]);
  if (isUnavailable(output)) return undefined;
  const words = output.stdout
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (words.length !== units.length) return undefined;
  return words.map((word) => (question === 'is-active' ? upOrDown(word) : word)).join(' ');
};

/** A unit that is about to start counts as up: stopping it is what takes the start back. */
const upOrDown = (word: string): string =>
  word === 'active' || word === 'activating' || word === 'reloading' ? 'up' : 'down';
