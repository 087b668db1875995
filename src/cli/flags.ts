import { type Command, InvalidArgumentError, Option } from 'commander';
import { RISKS } from '#core/fix';

export const DEFAULT_TIMEOUT_MS = 30_000;

/** What looks at a host, or at a recording of one, and reports. */
export const examinationFlags = (command: Command): Command => {
  colorFlag(lookFlags(formatFlags(command)))
    .option('--only <id>', 'only this check or category; repeatable', collectList)
    .option('--skip <id>', 'leave this check or category out; repeatable', collectList)
    .addOption(
      new Option('--fail-on <severity>', 'from which severity the exit code is 1')
        .choices(['error', 'warning', 'never'])
        .default('error'),
    )
    .option(
      '--wait [seconds]',
      'look again until the host is healthy, 60 seconds at most unless told',
      positiveSeconds,
    )
    .option('--replay <file>', 'judge a recording made by capture instead of this host')
    .option('--quiet', 'only the verdict, the root causes and the next action');
  return command;
};

/** Besides, what applies a repair. */
export const applyFlags = (command: Command): Command =>
  command
    .option('--dry-run', 'show the plan, change nothing')
    .option('--script', 'print the plan as a shell script, change nothing')
    .option('--keep-going', 'leave what was done when a later step fails, instead of taking it back')
    .option(
      '--yes',
      'do not ask (needed off a terminal); a fix with a question of its own has to be named: dockmedic fix add-user-to-docker-group --yes',
    )
    .addOption(
      new Option('--max-risk <risk>', 'with --yes, the highest risk that is accepted')
        .choices(RISKS)
        .default('safe'),
    );

export const undoFlags = (command: Command): Command =>
  colorFlag(formatFlags(command))
    .option('--list', 'the repairs on record, latest first')
    .option('--dry-run', 'show what would be run, change nothing')
    .option('--yes', 'do not ask (needed off a terminal)');

export const catalogueFlags = (command: Command): Command => colorFlag(formatFlags(command));

/** What records a host. The recording itself is JSON; `--json` is about what is said beside it. */
export const recordingFlags = (command: Command): Command =>
  lookFlags(command.option('--json', 'say in one JSON document that the file was written'));

const formatFlags = (command: Command): Command =>
  command
    .option('--json', 'one JSON document on standard output (same as --format json)')
    .option(
      '--format <name[:path]>',
      'json or text, to a file when a path is given; repeatable',
      collectList,
    );

const lookFlags = (command: Command): Command =>
  command
    .option(
      '-H, --host <endpoint>',
      'the engine to examine, as docker understands it (unix://, tcp://; of ssh:// only whether it can be reached), or "local"',
    )
    .option('-c, --context <name>', 'the docker context to examine')
    .addOption(
      new Option('--timeout <seconds>', 'deadline of the whole run')
        .argParser(positiveSeconds)
        .default(DEFAULT_TIMEOUT_MS, String(DEFAULT_TIMEOUT_MS / 1000)),
    )
    .option('--passive', 'no probe that creates anything on the host')
    .option('--offline', 'no question to name servers, proxies and registries')
    .option(
      '--image <name>',
      'examine the way of this image from its registry, without a password; may count as a pull there',
    )
    .option('--config <file>', 'a JSON configuration file')
    .option('--verbose', 'the evidence of every row, and on standard error each call with its time');

const colorFlag = (command: Command): Command => command.option('--no-color', 'no colour (also NO_COLOR)');

const collectList = (value: string, earlier: readonly string[] = []): readonly string[] => [
  ...earlier,
  value,
];

const positiveSeconds = (value: string): number => {
  const seconds = Number(value);
  if (!Number.isFinite(seconds) || seconds <= 0 || seconds > 86_400) {
    throw new InvalidArgumentError('It must be a number of seconds above 0 and up to 86400.');
  }
  return seconds * 1000;
};
