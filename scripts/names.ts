/** `access/group-membership` → `accessGroupMembership`: the name under which a file exports its one thing. */
export const constantOf = (id: string): string =>
  id.replace(/[/-]+(\w)/g, (_match, letter: string) => letter.toUpperCase());

const WORDS = '[a-z][a-z0-9]*(?:-[a-z0-9]+)*';
export const isCheckId = (id: string): boolean => new RegExp(`^${WORDS}/${WORDS}$`).test(id);
export const isFixId = (id: string): boolean => new RegExp(`^${WORDS}$`).test(id);
