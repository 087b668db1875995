import { code } from '#core/finding';

const DENIED = (): string =>
  'docker, Compose, act and every other client of this user fail with "permission denied".';

type Membership = {
  /** Absent for a user id without an account. */
  readonly user: string | undefined;
  readonly uid: number;
  readonly group: string;
  readonly path: string;
};

/** The sentences of `access/group-membership`. */
export const groupMembershipCodes = {
  'group-user-missing': code<Membership>({
    severity: 'error',
    message: ({ user, uid, group, path }) =>
      `${user ?? `User id ${uid}`} is not in the group ${group}, which may open ${path}.`,
    cause: ({ user, group }) =>
      user === undefined
        ? `This process runs under a user id without an account, and was not given the group ${group}.`
        : 'Nobody has added the user to the group since the engine was installed.',
    consequence: DENIED,
    remedy: joinRemedy,
    leadsTo: ['sock-denied'],
    docs: 'https://docs.docker.com/engine/install/linux-postinstall/',
  }),
  'group-not-active': code<Membership & { readonly wsl: string | undefined }>({
    severity: 'error',
    message: ({ user, uid, group }) =>
      `${user ?? `User id ${uid}`} is in the group ${group}, but this session does not have it yet.`,
    cause: () => 'Groups are fixed at login, and this session is older than the membership.',
    consequence: DENIED,
    remedy: ({ group, wsl }) =>
      `Log out and in again; for one shell run: newgrp ${group}. ${
        wsl === undefined
          ? 'What was started before (tmux or screen server, IDE, systemd --user) keeps its old groups until it is started anew.'
          : `In WSL, run in Windows: wsl --terminate ${wsl}`
      }`,
    leadsTo: ['sock-denied'],
    docs: 'https://docs.docker.com/engine/install/linux-postinstall/',
  }),
  'config-root-owned': code<{
    readonly directory: string;
    readonly paths: readonly string[];
    readonly owner: string;
    readonly user: string;
    readonly unreadable: boolean;
  }>({
    severity: 'warning',
    message: ({ paths, owner, unreadable }) =>
      `${namesOf(paths)} ${paths.length === 1 ? 'belongs' : 'belong'} to ${owner}${
        unreadable ? ', and this user cannot read the configuration' : ''
      }.`,
    cause: ({ owner }) =>
      owner === 'root'
        ? 'docker was once run with sudo while HOME still was this user’s, and made the files as root.'
        : 'The files were made by, or copied from, another user.',
    consequence: ({ unreadable }) =>
      unreadable
        ? 'docker ignores the contexts, credentials and proxies of this user; buildx and several SDKs stop.'
        : 'Commands that write there fail (docker login, docker context, buildx), while others work.',
    remedy: ({ user, directory }) =>
      `Give the directory back: sudo chown -R ${user} ${directory} && chmod -R u+rwX ${directory}. Do not delete it: it holds contexts and credentials.`,
    docs: 'https://docs.docker.com/engine/install/linux-postinstall/',
  }),
  'config-json-invalid': code<{
    readonly path: string;
    readonly detail: string;
    readonly line: number | undefined;
    readonly column: number | undefined;
    /** What stands in the place of the file. */
    readonly instead: 'directory' | undefined;
  }>({
    severity: 'error',
    message: ({ path, detail, line, column }) =>
      line === undefined
        ? `${path} is not a valid docker configuration: ${detail}.`
        : `${path} is not valid JSON, line ${line}, column ${column ?? 1}: ${detail}.`,
    cause: ({ instead }) =>
      instead === 'directory'
        ? 'A container was started with this path as a bind mount while no file was there, so that the engine made a directory.'
        : 'It was edited by hand, or written while the disk was full.',
    consequence: ({ instead }) =>
      instead === 'directory'
        ? 'docker warns at each command, has no settings of this user, and cannot keep any: docker login and docker context use fail.'
        : 'docker goes on without the contexts, credential helpers and proxies that stand in it, so that later errors look unrelated; other clients stop.',
    remedy: ({ path, instead }) =>
      instead === 'directory'
        ? `Remove it, with sudo where that is refused: rmdir ${path}. It leaves a directory that is not empty as it is; move such a one away (mv ${path} ${path}.old). docker makes a new file when it needs one.`
        : `Keep a copy (cp ${path} ${path}.bak), then correct that place.`,
  }),
};

function joinRemedy({ user, group }: Membership): string {
  if (/^\d+$/.test(group)) {
    return `The group id ${group} has no name here, as in a container that was given the socket: start it with --group-add ${group}.`;
  }
  if (user === undefined) return `Run this process as a user with an account that is in the group ${group}.`;
  return `Add the user and log in again: sudo usermod -aG ${group} ${user}. This equals root on this host.`;
}

const namesOf = (paths: readonly string[]): string => {
  const [first = '', ...others] = paths;
  return others.length === 0 ? first : `${first} and ${others.length} more in it`;
};
