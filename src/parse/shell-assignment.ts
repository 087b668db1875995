/** A line of a shell's start-up file that sets a variable, and nothing else. */
export interface ShellAssignment {
  /** As it stands there. */
  readonly line: string;
  /** Counted from 1. */
  readonly lineNumber: number;
  /** As it is written there, without its quotes: `unix:///run/user/$UID/docker.sock`. */
  readonly value: string;
}

/**
 * The lines that set the variable, in the languages of sh, bash, zsh and fish:
 *
 *     export DOCKER_HOST=unix:///run/user/1000/docker.sock
 *     DOCKER_HOST="tcp://build:2376"; export DOCKER_HOST
 *     set -gx DOCKER_HOST unix:///run/user/1000/docker.sock
 */
export const parseAssignments = (text: string, name: string): readonly ShellAssignment[] =>
  text.split('\n').flatMap((line, at) => {
    const value = valueIn(line.slice(0, 4096), name);
    return value === undefined ? [] : [{ line, lineNumber: at + 1, value }];
  });

const valueIn = (line: string, name: string): string | undefined => {
  const words = `("[^"]*"|'[^']*'|(?:\\$\\([\\w -]+\\)|[^\\s;#"'])+)`;
  const end = `(?:\\s*;\\s*export\\s+${name})?\\s*;?\\s*(?:#.*)?$`;
  const shell = new RegExp(`^\\s*(?:export\\s+|typeset\\s+-x\\s+|declare\\s+-x\\s+)?${name}=${words}${end}`);
  const fish = new RegExp(`^\\s*set\\s+(?:-\\w+\\s+|--\\w+\\s+)*${name}\\s+${words}${end}`);
  const [, value] = shell.exec(line) ?? fish.exec(line) ?? [];
  return value?.replace(/^(["'])(.*)\1$/, '$2');
};
