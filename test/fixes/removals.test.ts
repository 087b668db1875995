import { expect, test } from 'vitest';
import { describeStep } from '#engine/describe-steps';
import { removeBuildCache } from '#fixes/remove-build-cache';
import { removeUnusedImages } from '#fixes/remove-unused-images';
import { removeVolume } from '#fixes/remove-volume';

const target = {
  address: { kind: 'unix', path: '/run/docker.sock' },
  client: ['docker', '--host', 'unix:///run/docker.sock'],
} as const;
const images = (count: number, more: object = {}) =>
  Array.from({ length: count }, (_one, at) => {
    const id = `sha256:${String(at).padStart(64, '0')}`;
    return { id, name: `registry.example.org/team/app:${at}`, expect: `app:${at}`, sizeBytes: 1e6, ...more };
  });
// The journal holds no longer text of a step.
const JOURNAL_LETTERS = 20_000;

test('a long list becomes several steps, each short enough for the journal, and each object stands in one of them', () => {
  const objects = images(300);
  const { steps, notes, word } = removeUnusedImages.plan({ target, objects, severalNames: 3 });
  expect(steps.flatMap((step) => (step.kind === 'remove-objects' ? step.objects : []))).toEqual(objects);
  for (const step of steps) {
    expect(describeStep(step).shows.length).toBeLessThan(JOURNAL_LETTERS);
    expect(step.kind === 'remove-objects' ? step.objects.length : 0).toBeLessThanOrEqual(80);
  }
  expect(word).toBe('images');
  expect(notes).toContain("By the engine's account it frees 300 MB.");
  expect(notes).toContain('Images with several names stay (3): docker removes them name by name.');
});

test('what is too much for one plan is told to be left', () => {
  const { steps, notes } = removeUnusedImages.plan({ target, objects: images(1000), severalNames: 0 });
  expect(steps.flatMap((step) => (step.kind === 'remove-objects' ? step.objects : []))).toHaveLength(400);
  expect(notes).toContain('600 more are left for another time.');
});

test('the records of the build cache stand below the one command that names them all', () => {
  const objects = ['a', 'b'].map((letter) => ({ id: letter.repeat(25), name: `RUN ${letter}`, expect: 'x' }));
  const { steps } = removeBuildCache.plan({ target, objects });
  expect(steps.map((step) => describeStep(step).shows)).toEqual([
    `docker --host unix:///run/docker.sock builder prune --filter 'id=^(${'a'.repeat(25)}|${'b'.repeat(25)})$' --force\n# RUN a\n# RUN b`,
  ]);
});

test('a volume goes by its name, which is the word to type', () => {
  const volume = {
    id: 'pgdata',
    name: 'pgdata',
    expect: 'local t',
    owner: 'shop',
    madeAt: '2026-01-02T00:00:00Z',
  };
  const plan = removeVolume.plan({ target, volume });
  expect(plan).toMatchObject({ word: 'pgdata', byName: 'pgdata' });
  expect(plan.steps.map((step) => describeStep(step).shows)).toEqual([
    'docker --host unix:///run/docker.sock volume rm pgdata  # pgdata, made 2026-01-02, of shop',
  ]);
});
