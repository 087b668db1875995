/** The repairs that make room. Asked for by name, each is looked for whatever room the disk has. */
export const CLEAN_UPS = [
  'remove-build-cache',
  'remove-dangling-images',
  'remove-stopped-containers',
  'remove-unused-images',
  'remove-volume',
] as const;
export type CleanUp = (typeof CLEAN_UPS)[number];

/** `remove-volume#pgdata` names one of several. */
export const cleanUpOf = (name: string): CleanUp | undefined =>
  CLEAN_UPS.find((one) => one === name || name.startsWith(`${one}#`));
