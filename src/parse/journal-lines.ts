import { FATAL_CAUSES, START_LIMIT } from '#parse/fatal-causes';
import { compact, linesOf } from '#parse/text';

/**
 * Why the engine did not start, from the journal of one start (`journalctl -u docker -o cat …`) or a log file:
 * dockerd's plain last line, its logfmt, its terminal form, and systemd's own lines, with or without a prefix.
 *
 *     Nov 22 02:10:02 host dockerd[812]: unable to configure the Docker daemon with file /etc/docker/daemon.json: …
 *     time="2026-11-22T02:10:02Z" level=fatal msg="Error starting daemon: …"
 *     failed to start daemon: pid file found, ensure docker is not running or delete /var/run/docker.pid
 *     docker.service: Start request repeated too quickly.
 */
export interface JournalCause {
  /** The sentence, without prefix, quotes and escapes. */
  readonly text: string;
  /** Id of the fault, where the sentence alone decides. */
  readonly code?: string;
}

interface Entry {
  readonly level: 'fatal' | 'error' | 'plain' | 'chatter';
  readonly text: string;
}

const MAX_ENTRIES = 5000;
const MAX_CHARS = 2000;

/** The last sentence that names a known cause; else the last fatal one; else the symptom that systemd names. */
export const findFatalCause = (journal: string): JournalCause | undefined => {
  const entries = linesOf(journal)
    .slice(-MAX_ENTRIES)
    .map(entryOf)
    .filter(({ level }) => level !== 'chatter');
  const known = entries.flatMap(({ text }) => {
    const code = codeOf(text);
    return code === undefined ? [] : [{ text, code }];
  });
  const fatal = entries.findLast(
    ({ level, text }) => (level === 'fatal' && !START_LIMIT.sign.test(text)) || isLastWord(level, text),
  );
  const symptom = entries.findLast(({ text }) => START_LIMIT.sign.test(text));
  if (known.length > 0) return known.at(-1);
  if (fatal !== undefined) return { text: fatal.text };
  return symptom === undefined ? undefined : compact({ text: symptom.text, code: START_LIMIT.code });
};

const codeOf = (text: string): string | undefined => FATAL_CAUSES.find(({ sign }) => sign.test(text))?.code;

/** dockerd ends with a plain line on stderr that starts so. */
const isLastWord = (level: Entry['level'], text: string): boolean =>
  level === 'plain' &&
  /^(failed to (start daemon|load listeners|start containerd)|unable to configure the Docker daemon|Error (starting daemon|initializing network controller))\b/i.test(
    text,
  );

const SYSLOG_PREFIX = /^(?:[A-Z][a-z]{2} [ \d]\d [\d:]{8}|\d{4}-\d\d-\d\dT\S+) \S+ [^\s[:]+(?:\[\d+\])?: /;

const entryOf = (raw: string): Entry => {
  const line = clean(raw).replace(SYSLOG_PREFIX, '');
  const logfmt = /(?:^|\s)level=([a-z]+)/.exec(line)?.[1];
  if (logfmt !== undefined) return { level: levelOf(logfmt), text: messageOf(line) };
  const [, word, rest] = /^(FATA|ERRO|WARN|INFO|DEBU)\[[^\]]*\] *(.*)$/s.exec(line) ?? [];
  if (word !== undefined && rest !== undefined) return { level: levelOf(word.toLowerCase()), text: rest };
  return { level: 'plain', text: line };
};

const levelOf = (word: string): Entry['level'] => {
  if (word.startsWith('fata') || word === 'panic') return 'fatal';
  return word.startsWith('erro') ? 'error' : 'chatter';
};

/** The message, and behind it the `error=` field, where logfmt has put the cause in one. */
const messageOf = (line: string): string =>
  clean(
    ['msg', 'error']
      .flatMap(
        (key) =>
          new RegExp(`(?:^|\\s)${key}=(?:"((?:[^"\\\\]|\\\\.)*)"|(\\S+))`)
            .exec(line)
            ?.slice(1, 3)
            .find((value) => value !== undefined) ?? [],
      )
      .join(': ')
      .replaceAll(/\\(["\\])/g, '$1'),
  );

/** Colours out, other control characters blank: what the host writes must not steer a terminal. */
const clean = (text: string): string =>
  text
    .replaceAll(/\p{Cc}\[[0-9;]*m/gu, '')
    .replaceAll(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, MAX_CHARS);
