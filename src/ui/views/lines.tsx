import { Box, Text } from 'ink';
import { createElement, Fragment, type ReactNode } from 'react';
import type { Line, Span } from '../lines.ts';
import { styleOf } from '../theme.ts';

/** Lines as they were laid out. Ink measures each once more and cuts what would not fit. */
export const Lines = ({ lines, color }: { readonly lines: readonly Line[]; readonly color: boolean }) => (
  <Box flexDirection="column" flexShrink={0}>
    {inOrder(lines.map((line) => paint(line, color)))}
  </Box>
);

const paint = (line: Line, color: boolean): ReactNode => (
  <Text wrap="truncate-end">
    {line.some(({ text }) => text !== '') ? inOrder(line.map((piece) => paintSpan(piece, color))) : ' '}
  </Text>
);

const paintSpan = ({ text, role }: Span, color: boolean): ReactNode => (
  <Text {...styleOf(role, color)}>{text}</Text>
);

/** The position is the identity: lines and pieces of lines are never moved, only replaced. */
const inOrder = (nodes: readonly ReactNode[]): ReactNode => createElement(Fragment, null, ...nodes);
