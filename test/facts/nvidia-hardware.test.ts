import { expect, test } from 'vitest';
import { unavailable } from '#core/answer';
import { nvidiaHardware } from '#facts/nvidia-hardware';
import { byPath, collected, fakeHost, fileStat } from '#test/support/fake-host';

const PCI = '/sys/bus/pci/devices';
const bus = (devices: Readonly<Record<string, readonly [vendor: string, kind: string]>>) =>
  fakeHost({
    list: byPath({ [PCI]: Object.keys(devices) }),
    'read-file': byPath(
      Object.fromEntries(
        Object.entries(devices).flatMap(([address, [vendor, kind]]) => [
          [`${PCI}/${address}/vendor`, `${vendor}\n`],
          [`${PCI}/${address}/class`, `${kind}\n`],
        ]),
      ),
    ),
  });

test('display controllers of NVIDIA, with and without a screen', async () => {
  const host = bus({
    '0000:00:02.0': ['0x8086', '0x030000'],
    '0000:01:00.0': ['0x10de', '0x030000'],
    '0000:01:00.1': ['0x10de', '0x040300'],
    '0000:41:00.0': ['0x10de', '0x030200'],
  });
  expect(await collected(nvidiaHardware, host)).toEqual({
    kind: 'pci',
    devices: ['0000:01:00.0', '0000:41:00.0'],
  });
});

test('the sound of an NVIDIA card and cards of others are no GPU of NVIDIA', async () => {
  const host = bus({ '0000:01:00.1': ['0x10de', '0x040300'], '0000:02:00.0': ['0x1002', '0x030000'] });
  expect(await collected(nvidiaHardware, host)).toBeUndefined();
});

test('a machine without a PCI bus has none; one that may not be looked at is not known', async () => {
  expect(await collected(nvidiaHardware, fakeHost({}))).toBeUndefined();
  const denied = unavailable('denied', `list ${PCI}`, 'EACCES');
  expect(await collected(nvidiaHardware, fakeHost({ list: byPath({ [PCI]: denied }) }))).toEqual(denied);
});

test('WSL: the door and the libraries of NVIDIA', async () => {
  const door = byPath({ '/dev/dxg': fileStat('character') });
  const list = byPath({ '/usr/lib/wsl/lib': ['libd3d12.so', 'libnvidia-ml.so.1'] });
  expect(await collected(nvidiaHardware, fakeHost({ stat: door, list }))).toEqual({
    kind: 'wsl',
    devices: ['/dev/dxg'],
  });
  const other = byPath({ '/usr/lib/wsl/lib': ['libd3d12.so'] });
  expect(await collected(nvidiaHardware, fakeHost({ stat: door, list: other }))).toBeUndefined();
});
