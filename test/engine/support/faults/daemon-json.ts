import type { Bench } from '../bench.ts';
import { DAEMON_JSON } from '../engine.ts';
import type { Fault, Undo } from './fault.ts';

const DEFAULTS = '/etc/default/docker';

interface BrokenStart {
  readonly daemonJson: string;
  /** What the init script hands to dockerd. */
  readonly options?: string;
  /** dockerd's own words: the proof that the fault is real. */
  readonly says: string;
}

/** Breaks the configuration of a stopped engine, then shows that it cannot be started any more. */
async function breakStart(bench: Bench, broken: BrokenStart): Promise<Undo> {
  const { engine, lab } = bench;
  const formerDefaults = (await lab.read(DEFAULTS)) ?? '';
  await engine.stop();
  await lab.write(DAEMON_JSON, broken.daemonJson);
  if (broken.options !== undefined)
    await lab.write(DEFAULTS, `${formerDefaults}\nDOCKER_OPTS="${broken.options}"\n`);
  const said = await engine.startInVain();
  if (!said.includes(broken.says)) throw new Error(`dockerd was to say "${broken.says}", but said:\n${said}`);
  return async () => {
    await lab.shell('rm -f "$1" /var/run/docker-ssd.pid', [DAEMON_JSON]);
    await lab.write(DEFAULTS, formerDefaults);
    await engine.start();
  };
}

export const daemonJsonFaults: readonly Fault[] = [
  {
    name: 'daemon.json with a trailing comma',
    roots: ['djson-invalid-json'],
    inject: (bench) =>
      breakStart(bench, {
        daemonJson: '{\n  "log-driver": "json-file",\n}\n',
        says: "invalid character '}' looking for beginning of object key string",
      }),
  },
  {
    name: 'daemon.json with an unknown key',
    roots: ['djson-unknown-or-type'],
    inject: (bench) =>
      breakStart(bench, {
        daemonJson: '{\n  "log-drivr": "json-file"\n}\n',
        says: "the following directives don't match any configuration option: log-drivr",
      }),
  },
  {
    name: 'daemon.json with hosts that the command line gives too',
    roots: ['djson-hosts-conflict'],
    inject: (bench) =>
      breakStart(bench, {
        daemonJson: '{\n  "hosts": ["unix:///var/run/docker.sock"]\n}\n',
        options: '-H unix:///var/run/docker.sock',
        says: 'the following directives are specified both as a flag and in the configuration file: hosts',
      }),
  },
];
