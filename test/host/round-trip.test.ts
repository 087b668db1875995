import { afterEach, describe, expect, test } from 'vitest';
import { isUnavailable } from '#core/answer';
import { roundTrip } from '#host/local/round-trip';
import {
  type Call,
  death,
  endless,
  type FakeEngine,
  frame,
  json,
  OUTPUT,
  silence,
  startFakeEngine,
} from './fake-engine.ts';

let engine: FakeEngine;
afterEach(() => engine.stop());

const NEVER = new AbortController().signal;

const travel = async (
  broken: Parameters<typeof startFakeEngine>[0] = {},
  { timeoutMs = 4000, signal = NEVER } = {},
) => {
  engine = await startFakeEngine(broken);
  return roundTrip({
    address: { kind: 'unix', path: engine.path },
    architecture: 'x86_64',
    timeoutMs,
    signal,
  });
};

const STAGES = ['import', 'create', 'attach', 'start', 'wait', 'output', 'remove'];

test('goes through every stage, reads the output and leaves nothing', async () => {
  const trip = await travel();

  expect(trip).toMatchObject({ stdout: OUTPUT, exitCode: 0, leftovers: [] });
  expect(trip).not.toHaveProperty('failure');
  expect(trip).not.toHaveProperty('unpublished');
  expect('stages' in trip && trip.stages.map(({ name }) => name)).toEqual(STAGES);
  expect(engine.things).toEqual(new Set());
});

describe('an engine that refuses', () => {
  const refusal = json(500, { message: 'no space left on device' });

  test.each<[Call, readonly Call[]]>([
    ['import', ['import']],
    ['create', ['import', 'create', 'create', 'remove-image', 'list-containers', 'list-images']],
    [
      'start',
      [
        'import',
        'create',
        'attach',
        'start',
        'create',
        'attach',
        'start',
        'remove-container',
        'remove-container',
        'remove-image',
        'list-containers',
        'list-images',
      ],
    ],
  ])('to %s: its own words, and what was made is removed', async (stage, calls) => {
    const trip = await travel({ [stage]: refusal });

    expect(trip).toMatchObject({
      failure: { stage, detail: 'no space left on device', status: 500 },
      leftovers: [],
    });
    expect(engine.calls).toEqual(calls);
    expect(engine.things).toEqual(new Set());
  });

  test.each<Call>(['create', 'start'])('to %s a container with a published port alone', async (call) => {
    const words = "driver failed programming external connectivity: Chain 'DOCKER' does not exist";
    let isFirst = true;
    engine = await startFakeEngine();
    const healthy = engine.replies[call];
    engine.replies[call] = (response, request) => {
      (isFirst ? json(500, { message: words }) : healthy)(response, request);
      isFirst = false;
    };
    const trip = await roundTrip({
      address: { kind: 'unix', path: engine.path },
      architecture: 'x86_64',
      timeoutMs: 4000,
      signal: NEVER,
    });

    expect(trip).toMatchObject({ stdout: OUTPUT, exitCode: 0, unpublished: words, leftovers: [] });
    expect(trip).not.toHaveProperty('failure');
    expect('stages' in trip && trip.stages.map(({ name }) => name)).toEqual(STAGES);
    expect(engine.things).toEqual(new Set());
  });

  test('to attach: the words come without what the client library puts in front', async () => {
    const trip = await travel({ attach: json(409, { message: 'runc: setting rlimit type 7' }) });

    expect(trip).toMatchObject({
      failure: { stage: 'attach', detail: 'runc: setting rlimit type 7', status: 409 },
    });
  });

  test('in the progress of an import that began with status 200', async () => {
    const trip = await travel({
      import: (response) => response.end('{"status":"x"}\nno json\n{"error":"unexpected EOF"}\n'),
    });

    expect(trip).toMatchObject({ failure: { stage: 'import', detail: 'unexpected EOF' } });
  });
});

describe('an engine that hangs', () => {
  test.each<Call>(['import', 'create', 'attach', 'start', 'wait'])(
    'at %s is given up at the deadline',
    async (stage) => {
      const trip = await travel({ [stage]: silence }, { timeoutMs: 150 });

      expect(trip).toMatchObject({ failure: { stage, detail: expect.stringContaining('no answer within') } });
      expect(engine.things).toEqual(new Set());
    },
  );

  test('with the output open after the container has ended', async () => {
    const trip = await travel({ attach: (response) => response.write(frame(OUTPUT)) });

    expect(trip).toMatchObject({ stdout: OUTPUT, exitCode: 0, leftovers: [] });
  });

  test('at removing: what stays is named', async () => {
    const trip = await travel({ 'remove-container': json(500, { message: 'device is busy' }) });

    expect(trip).toMatchObject({
      leftovers: [expect.stringMatching(/^container dockmedic-probe-[0-9a-f]{12}$/)],
    });
    expect('stages' in trip && trip.stages.map(({ name }) => name)).not.toContain('remove');
  });
});

test('an engine that dies while the container runs: nothing can be removed, and it says so', async () => {
  const trip = await travel({ wait: death, 'remove-container': death, 'remove-image': death });

  expect(trip).toMatchObject({
    failure: { stage: 'wait', detail: 'socket hang up' },
    leftovers: [expect.stringMatching(/^container /), expect.stringMatching(/^image /)],
  });
});

test('a creation whose answer was lost is taken back, even when it comes about later', async () => {
  const trip = await travel(
    { import: (_response, { url = '' }) => void setTimeout(() => engine.things.add(nameIn(url)), 250) },
    { timeoutMs: 100 },
  );

  expect(trip).toMatchObject({ failure: { stage: 'import' }, leftovers: [] });
  expect(engine.calls.filter((call) => call === 'remove-image').length).toBeGreaterThan(1);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(engine.things).toEqual(new Set());
});
const nameIn = (url: string): string => `image ${new URL(url, 'http://engine').searchParams.get('repo')}`;

describe('a hostile engine', () => {
  test.each<[Call, string]>([
    ['create', '{"Id": "'.padEnd(1 << 16, 'x')],
    ['import', '{"status":"more"}\n'.repeat(4096)],
    ['wait', ' '.repeat(1 << 16)],
    ['list-containers', '['.repeat(1 << 16)],
  ])('that never stops answering to %s is cut off', async (call, chunk) => {
    const trip = await travel({ [call]: endless(chunk) });

    expect(isUnavailable(trip)).toBe(false);
    expect(engine.things).toEqual(new Set());
  });

  test('endless output is cut', async () => {
    const trip = await travel({ attach: endless(frame('x'.repeat(8192)).toString('latin1')) });

    expect('stdout' in trip && trip.stdout.length).toBeLessThanOrEqual(256 * 1024);
    expect(trip).toMatchObject({ exitCode: 0, leftovers: [] });
  });

  test('an answer of another form is a failure and no crash', async () => {
    const trip = await travel({ wait: json(200, 'none') });

    expect(trip).toMatchObject({
      failure: { stage: 'wait', detail: 'the engine did not tell the exit code' },
    });
  });
});

describe('the end of the run', () => {
  test.each<Call>(['import', 'create', 'attach', 'start', 'wait'])(
    'during %s leaves nothing',
    async (stage) => {
      const end = new AbortController();
      const trip = await travel(
        {
          [stage]: () => {
            if (stage === 'import') engine.things.add('image late');
            end.abort();
          },
        },
        { signal: end.signal },
      );

      engine.things.delete('image late');
      expect(trip).toMatchObject({ kind: 'unavailable', detail: 'the run ended first' });
      expect(engine.things).toEqual(new Set());
    },
  );

  test('before it began: nothing is asked', async () => {
    const trip = await travel({}, { signal: AbortSignal.abort() });

    expect(trip).toMatchObject({ kind: 'unavailable' });
    expect(engine.calls).toEqual([]);
  });
});

test('an architecture without a probe program is no fault of the engine', async () => {
  engine = await startFakeEngine();
  const address = { kind: 'unix', path: engine.path } as const;

  expect(await roundTrip({ address, architecture: 's390x', timeoutMs: 100, signal: NEVER })).toMatchObject({
    kind: 'unavailable',
    reason: 'absent',
  });
});

test('an engine that is gone: nothing was made, so nothing is left', async () => {
  engine = await startFakeEngine();
  const address = { kind: 'unix', path: `${engine.path}.gone` } as const;

  expect(await roundTrip({ address, architecture: 'x86_64', timeoutMs: 1000, signal: NEVER })).toMatchObject({
    failure: { stage: 'import' },
    leftovers: [],
  });
});
