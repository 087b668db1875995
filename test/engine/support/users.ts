import type { Identity, Lab } from './lab.ts';

/** Makes an ordinary user with a home. The lab's user database is a copy: the user vanishes with the lab. */
export async function addUser(lab: Lab, name: string, groups: readonly string[] = []): Promise<Identity> {
  const supplementary = groups.length > 0 ? ['--groups', groups.join(',')] : [];
  await lab.must(['useradd', '--create-home', '--shell', '/bin/sh', ...supplementary, name]);
  const [, , uid, gid, , home = ''] = (await lab.must(['getent', 'passwd', name])).trim().split(':');
  return { name, uid: Number(uid), gid: Number(gid), home };
}

/** The same user in a session that began before the membership was given: groups are fixed at login. */
export const beforeMembership = (user: Identity): Identity => ({ ...user, groups: [user.gid] });
