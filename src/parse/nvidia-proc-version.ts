import { type Malformed, malformed } from '#parse/malformed';

/**
 * `/proc/driver/nvidia/version`: the kernel module that is loaded, which need not be the one installed.
 *
 *     NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.183.01  Sun May 12 19:39:15 UTC 2024
 *     NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  550.90.07  Release Build  (dvs-builder@…)  …
 *     GCC version:  gcc version 12.2.0 (Debian 12.2.0-14)
 */
export interface NvidiaModule {
  readonly version: string;
  readonly open: boolean;
}

export const parseNvidiaProcVersion = (text: string): NvidiaModule | Malformed => {
  const line = text
    .slice(0, 65_536)
    .split('\n')
    .find((candidate) => candidate.includes('Kernel Module'));
  const [, after] = /Kernel Module\b.*?\s(\d+\.\d+(?:\.\d+)*)(?=\s|$)/.exec(line ?? '') ?? [];
  return line === undefined || after === undefined
    ? malformed('/proc/driver/nvidia/version', 'no "Kernel Module" with a version')
    : { version: after, open: line.includes('Open Kernel Module') };
};
