import { checks } from '#checks/index';
import { type Ask, probingHost } from '#core/host';
import type { ExitCode } from '#core/report';
import { type Exchange, type Recording, recording } from '#host/recording';
import { examine } from './examine.ts';
import type { Options } from './options.ts';
import { writeOut, writeToFile } from './output.ts';
import { openRunHost, type Run } from './run.ts';

/** Records every answer that the checks ask for. Secrets were removed before the recorder sees them. */
export const runCapture = async (run: Run, options: Options): Promise<ExitCode> => {
  const open = await openRunHost(run, options);
  const exchanges = new Map<string, Exchange>();
  const ask: Ask = recording(open.ask, exchanges);
  const host = probingHost(open.host.target, ask);
  await examine({ ...options, host, checks, signal: run.signal });
  await open.settled(900);
  run.close();
  const document: Recording = {
    recordingVersion: 1,
    target: { kind: 'replay', label: 'recording' },
    origin: `dockmedic ${run.tool.version}, ${new Date(run.startedAtMs).toISOString()}`,
    exchanges: [...exchanges.values()],
  };
  const text = `${JSON.stringify(document, undefined, 1)}\n`;
  const [path] = options.operands;
  if (path === undefined) await writeOut(run.stdout, text);
  else await writeToFile(path, text);
  return 0;
};
