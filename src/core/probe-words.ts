// What dockmedic's own container says: written by the program in `host`, read back in `parse`.

export const PROBE_GREETING = 'dockmedic-probe 1\n';
export const NO_RESOLV_CONF = 'no resolv.conf\n';
export const PROBE_FAREWELL = 'dockmedic-probe end\n';
