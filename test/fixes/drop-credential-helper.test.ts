import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { describePlan } from '#engine/describe-steps';
import { dropCredentialHelper } from '#fixes/drop-credential-helper';

const diffs = (args: Parameters<typeof dropCredentialHelper.plan>[0]) =>
  describePlan(propose(dropCredentialHelper, args).proposal).flatMap(({ diff = '' }) =>
    diff.split('\n').filter((line) => /^[-+](?![-+]{2} )/.test(line)),
  );

const file = {
  path: '/home/ada/.docker/config.json',
  text: '{\n  "credsStore": "desktop",\n  "credHelpers": {\n    "eu.gcr.io": "gcloud",\n    "ghcr.io": "desktop"\n  }\n}\n',
  privilege: 'user',
} as const;

test('takes out the store and the registries that have the same helper, and no other', () => {
  const args = { file, program: 'docker-credential-desktop', isStore: true, registries: ['ghcr.io'] };
  expect(diffs(args)).toEqual([
    '-  "credsStore": "desktop",',
    '-    "eu.gcr.io": "gcloud",',
    '-    "ghcr.io": "desktop"',
    '+    "eu.gcr.io": "gcloud"',
  ]);
});

test('asks, because passwords then stand in the file', () => {
  const args = { file, program: 'docker-credential-gcloud', isStore: false, registries: ['eu.gcr.io'] };
  expect(propose(dropCredentialHelper, args).proposal).toMatchObject({
    asks: expect.stringContaining('base64'),
    undoable: true,
  });
});
