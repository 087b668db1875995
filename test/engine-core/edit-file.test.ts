import { expect, test } from 'vitest';
import type { EditFileStep } from '#core/fix';
import { describeStep } from '#engine/describe-steps';
import { prepareEditFile } from '#engine/steps/edit-file';
import { PLACES } from './fake-gate.ts';
import { file, type Model, modelHost } from './model-host.ts';

const PATH = '/etc/docker/daemon.json';
const TEXT = '{\n    "debug": true,\n    "proxies": { "http-proxy": "http://ada:s3cret@proxy:3128" }\n}\n';
const HIDDEN = TEXT.replace('s3cret', '******');

const step: EditFileStep = {
  kind: 'edit-file',
  path: PATH,
  edit: { kind: 'json', members: [{ path: ['dns'], value: ['10.0.0.2'] }] },
  expect: HIDDEN,
  privilege: 'root',
  why: 'containers ask a name server that does not answer',
  reread: [['systemctl', 'restart', 'docker.service']],
};

const host = (files: Model['files']) =>
  modelHost({ files, groups: {}, units: {}, processes: {}, context: { name: 'default' } });

const prepare = (changed: Partial<EditFileStep>, files: Model['files']) =>
  prepareEditFile({ ...step, ...changed }, 0, host(files), PLACES);

test('the plan shows the change without the secret, and the file gets it with the secret', async () => {
  const { shows, diff, undo } = describeStep(step);
  expect(shows).toBe(`change ${PATH} as shown, then systemctl restart docker.service`);
  expect(undo).toMatch(/^put back the copy of .*, then systemctl restart docker\.service$/);
  expect(diff).toBe(
    [
      `--- ${PATH}`,
      `+++ ${PATH}`,
      '@@ -1,4 +1,7 @@',
      ' {',
      '     "debug": true,',
      '-    "proxies": { "http-proxy": "http://ada:******@proxy:3128" }',
      '+    "proxies": { "http-proxy": "http://ada:******@proxy:3128" },',
      '+    "dns": [',
      '+        "10.0.0.2"',
      '+    ]',
      ' }',
    ].join('\n'),
  );

  const prepared = await prepare({}, { [PATH]: file(TEXT) });
  if (prepared.kind !== 'ready') throw new Error(prepared.text);
  const written = prepared.first?.find(({ argv }) => argv[0] === 'dd')?.input;
  expect(written).toContain('http://ada:s3cret@proxy:3128');
  expect(JSON.parse(written ?? '')).toMatchObject({ debug: true, dns: ['10.0.0.2'] });
  // What the journal will hold.
  expect(JSON.stringify([prepared.act, prepared.more, prepared.inverse, prepared.watch])).not.toContain(
    's3cret',
  );
});

test('a file that was changed since is left alone, and what was changed is shown', async () => {
  const prepared = await prepare({}, { [PATH]: file(TEXT.replace('true', 'false')) });
  expect(prepared).toMatchObject({ kind: 'refused', text: expect.stringContaining('was changed since') });
  expect(prepared).toMatchObject({ text: expect.stringContaining('+    "debug": false,') });
  expect(JSON.stringify(prepared)).not.toContain('s3cret');
});

test.each([
  ['gone', {}, 'is gone since'],
  ['a link', { [PATH]: file('', { type: 'symlink' }) }, 'is a link to'],
  ['a directory', { [PATH]: file('', { type: 'directory' }) }, 'no file but a directory'],
] as const)('a file that is %s is left alone', async (_what, files, text) => {
  expect(await prepare({}, files)).toMatchObject({ kind: 'refused', text: expect.stringContaining(text) });
});

test('a file that appeared since the plan was made is not written over', async () => {
  expect(await prepare({ expect: undefined }, { [PATH]: file('{}') })).toMatchObject({
    kind: 'refused',
    text: expect.stringContaining('was changed since'),
  });
});

test('a change that is there already needs nothing', async () => {
  const done = '{ "dns": [\n"10.0.0.2"] }';
  expect(
    await prepare({ expect: done, edit: { kind: 'lines', change: [] } }, { [PATH]: file(`${done}\n`) }),
  ).toMatchObject({ kind: 'refused' });
  const text = `${done}\n`;
  expect(
    await prepare({ expect: text, edit: { kind: 'lines', change: [] } }, { [PATH]: file(text) }),
  ).toMatchObject({
    kind: 'nothing-to-do',
  });
});

test('a change that a secret would turn into another one is refused', async () => {
  const line = 'token=aaaa';
  const edit = { kind: 'lines', change: [{ line: 'token=****', becomes: 'x' }] } as const;
  expect(await prepare({ expect: 'token=****\n', edit }, { [PATH]: file(`${line}\n`) })).toMatchObject({
    kind: 'refused',
  });
});

test('directories that are missing are made, and taken away again where they are empty', async () => {
  const path = '/etc/systemd/system/docker.service.d/dockmedic.conf';
  const text = '[Service]\nLimitNOFILE=1048576\n';
  const prepared = await prepare(
    { path, expect: undefined, edit: { kind: 'text', text } },
    { '/etc/systemd/system/docker.service': file() },
  );
  if (prepared.kind !== 'ready') throw new Error(prepared.text);
  expect(prepared.act.argv).toEqual(['install', '-d', '-m', '0755', '/etc/systemd/system/docker.service.d']);
  expect(prepared.inverse?.map(({ argv }) => argv[0])).toEqual(['rm', 'find', 'systemctl']);
});

test('what judges the new text sees a file that holds it', async () => {
  const prepared = await prepare(
    { validate: ['/usr/bin/dockerd', '--validate', '--config-file', '{candidate}'] },
    { [PATH]: file(TEXT) },
  );
  if (prepared.kind !== 'ready') throw new Error(prepared.text);
  expect(prepared.first?.at(-1)?.argv).toEqual([
    '/usr/bin/dockerd',
    '--validate',
    '--config-file',
    `${PLACES.root}/1.new`,
  ]);
});
