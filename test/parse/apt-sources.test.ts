import { expect, test } from 'vitest';
import { parseAptSources } from '#parse/apt-sources';
import { sample, survivesHostileText } from '#test/parse/samples';

const URI = 'https://nvidia.github.io/libnvidia-container/stable/deb/$(ARCH)';

test('the list of the install guide', () => {
  expect(parseAptSources(sample('nvidia/nvidia-container-toolkit.list'))).toEqual([
    { uri: URI, signedBy: '/usr/share/keyrings/nvidia-container-toolkit-keyring.gpg' },
  ]);
});

test('the older list, which names no key', () => {
  expect(parseAptSources(sample('nvidia/nvidia-docker.list'))).toEqual([
    { uri: URI },
    { uri: 'https://nvidia.github.io/nvidia-container-runtime/stable/ubuntu18.04/$(ARCH)' },
    { uri: 'https://nvidia.github.io/nvidia-docker/ubuntu18.04/$(ARCH)' },
  ]);
});

test('the newer form', () => {
  const text = 'Types: deb\nURIs: https://a/ https://b\nSigned-By: /k.gpg\n\nEnabled: no\nURIs: https://c\n';
  expect(parseAptSources(text)).toEqual([
    { uri: 'https://a', signedBy: '/k.gpg' },
    { uri: 'https://b', signedBy: '/k.gpg' },
  ]);
});

test('survives anything', () => survivesHostileText(parseAptSources));
