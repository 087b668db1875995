import { readFile } from 'node:fs/promises';

// In the order of their numbers, as the kernel has them in /proc/self/status; Docker 20.10 knows no later ones.
const CAPABILITIES =
  `CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE
  NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT
  SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP
  MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ`.split(/\s+/);

/** What this process, and so a host of ours, may have at most. */
export const boundCapabilities = async (): Promise<readonly string[]> => {
  return capabilitiesIn(await readFile('/proc/self/status', 'utf8'));
};

export const capabilitiesIn = (status: string): readonly string[] => {
  const [, hex = '0'] = /^CapBnd:\s*(\w+)/m.exec(status) ?? [];
  const bits = BigInt(`0x${hex}`);
  return CAPABILITIES.filter((_name, index) => (bits >> BigInt(index)) & 1n);
};
