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

/** Lets the user become root by `sudo`; without a password that of `setPassword` is asked for. */
export async function maySudo(lab: Lab, { name }: Identity, how: 'NOPASSWD' | 'PASSWD'): Promise<void> {
  await lab.write(`/etc/sudoers.d/${name}`, `${name} ALL=(ALL:ALL) ${how}: ALL\n`);
  await lab.must(['chmod', '440', `/etc/sudoers.d/${name}`]);
}

/** Takes that right away again, with what sudo remembers of a password. */
export async function mayNotSudo(lab: Lab, { name }: Identity): Promise<void> {
  await lab.must(['rm', '-rf', `/etc/sudoers.d/${name}`, '/run/sudo']);
}

export async function setPassword(lab: Lab, { name }: Identity, password: string): Promise<void> {
  await lab.must(['chpasswd'], { input: `${name}:${password}\n` });
}
