import { defineFix } from '#core/fix';
import type { DaemonJsonTarget } from '#facts/daemon-json-target';
import { daemonJsonPlan } from './_daemon-json.ts';

export const correctDaemonJson = defineFix<DaemonJsonTarget>({
  id: 'correct-daemon-json',
  title: 'Make daemon.json valid JSON',
  risk: 'disruptive',
  about:
    'Takes out of daemon.json what JSON does not have (a comma too many, comments, typographic quotes, a byte order mark), and nothing else, and has the engine read it. What could be meant in two ways is left to a person.',
  plan: (target) =>
    daemonJsonPlan(
      target,
      target.text?.trim() === '' ? { kind: 'json', members: [] } : { kind: 'json-syntax' },
      'the engine does not start with a file that it cannot read',
    ),
});
