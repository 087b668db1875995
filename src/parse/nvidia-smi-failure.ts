/**
 * What `nvidia-smi` (or libnvidia-container) prints, on either stream, instead of GPUs.
 *
 *     Failed to initialize NVML: Driver/library version mismatch
 *     NVML library version: 535.183
 */
export type NvidiaSmiFailure =
  | 'version-mismatch'
  | 'no-devices'
  | 'driver-not-loaded'
  | 'library-missing'
  | 'unknown-error'
  | 'insufficient-permissions'
  | 'gpu-lost';

const SIGNS: readonly (readonly [RegExp, NvidiaSmiFailure])[] = [
  [/driver\/library version mismatch/i, 'version-mismatch'],
  [/no devices were found/i, 'no-devices'],
  [/couldn't communicate with the NVIDIA driver|driver not loaded/i, 'driver-not-loaded'],
  [
    /libnvidia-ml\.so[.\d]*: cannot open shared object file|couldn't find libnvidia-ml\.so|NVML Shared Library Not Found/i,
    'library-missing',
  ],
  [/Failed to initialize NVML: (Insufficient Permissions|No permission)/i, 'insufficient-permissions'],
  [/GPU is lost|has fallen off the bus/i, 'gpu-lost'],
  [/Failed to initialize NVML: Unknown Error|nvml error: unknown error/i, 'unknown-error'],
];

const MAX_CHARS = 64 * 1024;

/** `undefined` for a text that says none of these. */
export const classifyNvidiaSmiFailure = (output: string): NvidiaSmiFailure | undefined =>
  SIGNS.find(([sign]) => sign.test(output.slice(0, MAX_CHARS)))?.[1];
