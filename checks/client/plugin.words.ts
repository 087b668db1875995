import type { Evidence } from '#core/finding';
import { type ProposalRequest, propose } from '#core/fix';
import type { Identity } from '#core/host';
import type { CliPlugin, PluginState } from '#facts/cli-plugins';
import { repairClientPlugin } from '#fixes/repair-client-plugin';

/** What is wrong with a plugin; nothing where it works, or where that is not known. */
export const brokenWords = (state: PluginState): string | undefined => {
  switch (state.kind) {
    case 'dangling':
      return `it is a link to ${state.target}, which does not exist`;
    case 'not-executable':
      return `it may not be run (mode ${state.mode})`;
    case 'broken':
      return state.detail;
    case 'works':
    case 'unknown':
      return undefined;
  }
};

/** What to do about a broken one, in the words of a command where one is enough. */
export const repairOf = ({ path, state }: CliPlugin): string => {
  const sudo = path.startsWith('/usr/') ? 'sudo ' : '';
  switch (state.kind) {
    case 'dangling':
      return `Remove the dead link: ${sudo}rm ${path}, or install again what it leads to`;
    case 'not-executable':
      return `Make it a program again: ${sudo}chmod +x ${path}`;
    default:
      return `Install it again, by the way in which ${path} came here`;
  }
};

/** A package's own file gets its mode back by the package; a link of nobody's home was made by root. */
export const pluginFixes = (
  { path, state }: CliPlugin,
  { uid, home }: Identity,
): readonly ProposalRequest[] => {
  const isOwn = uid === 0 || (home !== undefined && path.startsWith(`${home}/`));
  if (state.kind === 'dangling')
    return [propose(repairClientPlugin, { path, privilege: isOwn ? 'user' : 'root', fault: state })];
  if (state.kind !== 'not-executable' || state.uid !== uid) return [];
  return [propose(repairClientPlugin, { path, privilege: 'user', fault: state })];
};

export const pluginEvidence = (
  name: string,
  plugin: CliPlugin | undefined,
  searched: readonly string[],
): Evidence => {
  if (plugin === undefined)
    return {
      source: `${name} as a plugin of docker`,
      observed: `not in ${searched.join(', ') || 'any directory'}`,
    };
  const { path, state } = plugin;
  const source = `${path} docker-cli-plugin-metadata`;
  if (state.kind === 'works') return { source, observed: state.version ?? 'works' };
  return { source, observed: state.kind === 'unknown' ? state.obstacle.detail : (brokenWords(state) ?? '') };
};
