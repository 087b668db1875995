import type { RowStatus } from '#core/report';

/** What a piece of text means; how it looks is decided here alone. */
export type Role = RowStatus | 'waiting' | 'strong' | 'faint' | 'accent' | 'added' | 'removed' | 'chosen';

export interface Style {
  readonly color?: string;
  readonly dimColor?: boolean;
  readonly bold?: boolean;
}

const STYLES: Readonly<Record<Role, Style>> = {
  ok: { color: 'green' },
  warning: { color: 'yellow' },
  error: { color: 'red' },
  skipped: { dimColor: true },
  unverified: { color: 'magenta' },
  waiting: { color: 'cyan' },
  strong: { bold: true },
  faint: { dimColor: true },
  accent: { color: 'cyan' },
  added: { color: 'green' },
  removed: { color: 'red' },
  chosen: { color: 'cyan', bold: true },
};

/** How a role looks. Without colour nothing is styled at all: glyphs and words say the same. */
export const styleOf = (role: Role | undefined, color: boolean): Style =>
  color && role !== undefined ? STYLES[role] : {};

export interface Glyphs {
  readonly status: Readonly<Record<RowStatus, string>>;
  readonly spinner: readonly string[];
  readonly cursor: string;
  readonly echo: string;
  readonly arrow: string;
  readonly dot: string;
  readonly cut: string;
  readonly caret: string;
  readonly upDown: string;
  readonly bar: string;
}

const UNICODE: Glyphs = {
  status: { ok: '✔', warning: '⚠', error: '✖', skipped: '–', unverified: '?' },
  spinner: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'],
  cursor: '❯',
  echo: '↳',
  arrow: '→',
  dot: '·',
  cut: '…',
  caret: '▏',
  upDown: '↑↓',
  bar: '│',
};

const ASCII: Glyphs = {
  status: { ok: '+', warning: '!', error: 'x', skipped: '-', unverified: '?' },
  spinner: ['-', '\\', '|', '/'],
  cursor: '>',
  echo: '\\_',
  arrow: '->',
  dot: '-',
  cut: '...',
  caret: '_',
  upDown: 'up/down',
  bar: '|',
};

export const glyphsFor = (unicode: boolean): Glyphs => (unicode ? UNICODE : ASCII);
