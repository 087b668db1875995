const AT_A_DEADLINE_MS = 450;
// The engine takes a second to remove a container that publishes a port; a second Ctrl-C ends at once.
const FOR_A_PERSON_MS = 3000;

/** What a run that was ended has left, in milliseconds, to remove what its probe created; what stays, a later run removes. */
export const tidyingMs = ({ reason }: AbortSignal): number =>
  reason === 'SIGINT' || reason === 'SIGTERM' ? FOR_A_PERSON_MS : AT_A_DEADLINE_MS;
