/** What a restart of the engine stops. `undefined`: the engine could not be asked. */
export const interruption = (names: readonly string[] | undefined): string => {
  if (names === undefined)
    return 'All running containers stop, unless live-restore is on. Those with a restart policy come back.';
  if (names.length === 0) return 'No running container is interrupted.';
  return `These containers stop: ${names.join(', ')}. Those with a restart policy come back.`;
};
