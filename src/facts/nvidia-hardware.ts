import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { ReadableHost } from '#core/host';

export interface NvidiaHardware {
  /** `wsl`: the driver is Windows', and only its libraries are on this side. */
  readonly kind: 'pci' | 'wsl';
  /** PCI addresses, or the device through which WSL reaches the GPU. */
  readonly devices: readonly string[];
}

const PCI = '/sys/bus/pci/devices';
const WSL_LIBRARIES = '/usr/lib/wsl/lib';

/** `undefined`: no NVIDIA GPU. Read from the bus, so it is known without any driver. */
export const nvidiaHardware = defineFact({
  id: 'nvidia-hardware',
  summary: 'NVIDIA GPUs on the PCI bus or through WSL',
  needs: {},
  collect: async (host): Promise<NvidiaHardware | undefined | Unavailable> => {
    if (await isWslWithNvidia(host)) return { kind: 'wsl', devices: ['/dev/dxg'] };
    const addresses = await host.list(PCI);
    // Machines without a PCI bus, and systems without /sys, have no such directory.
    if (isUnavailable(addresses)) return addresses.reason === 'absent' ? undefined : addresses;
    const gpus = await Promise.all(addresses.map((address) => isNvidiaGpu(host, address)));
    const devices = addresses.filter((_address, index) => gpus[index]);
    return devices.length === 0 ? undefined : { kind: 'pci', devices };
  },
});

const isWslWithNvidia = async (host: ReadableHost): Promise<boolean> => {
  const [door, libraries] = await Promise.all([host.stat('/dev/dxg'), host.list(WSL_LIBRARIES)]);
  return (
    !isUnavailable(door) &&
    !isUnavailable(libraries) &&
    libraries.some((name) => name.startsWith('libnvidia-ml.so'))
  );
};

/** Class 03 is a display controller: `0x030000` with a screen, `0x030200` for computing alone. */
const isNvidiaGpu = async (host: ReadableHost, address: string): Promise<boolean> => {
  const vendor = await host.readFile(`${PCI}/${address}/vendor`);
  if (isUnavailable(vendor) || vendor.trim() !== '0x10de') return false;
  const kind = await host.readFile(`${PCI}/${address}/class`);
  return !isUnavailable(kind) && kind.startsWith('0x03');
};
