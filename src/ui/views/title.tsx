import { type Paper, span } from '../lines.ts';
import type { SessionState } from '../state.ts';
import { truncate } from '../text-layout.ts';
import { Lines } from './lines.tsx';

interface TitleProps {
  readonly state: SessionState;
  readonly paper: Paper;
  readonly color: boolean;
}

/** `dockmedic 0.1.0 · local · debian 12`, from the first moment on. */
export const Title = ({ state, paper, color }: TitleProps) => {
  const { report, version } = state;
  const { dot, cut } = paper.glyphs;
  const about = [
    report?.target.label,
    report?.platform?.distribution ?? report?.platform?.os,
    report?.platform?.arch,
  ];
  const rest = [version, ...about.filter((part) => part !== undefined)].join(` ${dot} `);
  return (
    <Lines
      color={color}
      lines={[[span('dockmedic ', 'strong'), span(truncate(rest, paper.width - 10, cut), 'faint')]]}
    />
  );
};
