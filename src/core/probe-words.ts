// What dockmedic's own container says: written by the program in `host`, read back in `parse`.

export const PROBE_GREETING = 'dockmedic-probe 1\n';
export const NO_RESOLV_CONF = 'no resolv.conf\n';
/** Before its routes, the datagrams that it sent, and the neighbours that it met by that. */
export const PROBE_ROUTES = 'dockmedic-probe routes\n';
export const PROBE_ASKED = 'dockmedic-probe asked\n';
export const PROBE_NEIGHBOURS = 'dockmedic-probe neighbours\n';
export const PROBE_FAREWELL = 'dockmedic-probe end\n';

/** Which of the container's own ports is published and listened on; a caller gets the greeting. */
export const PROBE_PORT = 1;
