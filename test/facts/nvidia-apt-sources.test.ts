import { expect, test } from 'vitest';
import { nvidiaAptSources } from '#facts/nvidia-apt-sources';
import { sample } from '#test/parse/samples';
import { byPath, collected, fakeHost } from '#test/support/fake-host';

const DIRECTORY = '/etc/apt/sources.list.d';
const needs = { nvidiaHardware: { kind: 'pci', devices: [] } };

test("repositories of NVIDIA's container tools, with the files that name them", async () => {
  const host = fakeHost({
    list: byPath({ [DIRECTORY]: ['debian.sources', 'notes.txt', 'nvidia-container-toolkit.list'] }),
    'read-file': byPath({
      [`${DIRECTORY}/debian.sources`]: 'URIs: http://deb.debian.org/debian\n',
      [`${DIRECTORY}/nvidia-container-toolkit.list`]: sample('nvidia/nvidia-container-toolkit.list'),
    }),
  });
  expect(await collected(nvidiaAptSources, host, needs)).toEqual([
    {
      path: `${DIRECTORY}/nvidia-container-toolkit.list`,
      uri: 'https://nvidia.github.io/libnvidia-container/stable/deb/$(ARCH)',
      signedBy: '/usr/share/keyrings/nvidia-container-toolkit-keyring.gpg',
    },
  ]);
});

test('none without apt, none without a GPU', async () => {
  expect(await collected(nvidiaAptSources, fakeHost({}), needs)).toEqual([]);
  expect(await collected(nvidiaAptSources, fakeHost({}), { nvidiaHardware: undefined })).toEqual([]);
});
