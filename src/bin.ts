import { join } from 'node:path';
import { partsIn } from './cli/parts.ts';

// The build makes this file a script: Node loads its module loader for a module alone, a tenth of a run.
declare const __dirname: string;
declare const DOCKMEDIC_MAIN: string;

// Before anything else is loaded: a signal that comes meanwhile is kept for the run, which knows what to do with it.
let early: NodeJS.Signals | undefined;
const keep = (signal: NodeJS.Signals): void => {
  if (early !== undefined) process.exit(signal === 'SIGINT' ? 130 : 143);
  early = signal;
};
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
for (const signal of SIGNALS) process.on(signal, keep);
const takeSignal = (): NodeJS.Signals | undefined => {
  for (const signal of SIGNALS) process.off(signal, keep);
  return early;
};

const load = partsIn(join(__dirname, 'chunks'));
const { main } = load(DOCKMEDIC_MAIN) as typeof import('./cli.ts'); // the build makes this part of that file
void main(process, takeSignal).then((exitCode) => process.exit(exitCode));
