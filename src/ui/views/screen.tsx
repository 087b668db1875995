import { Box } from 'ink';
import { layoutOf, paperOf } from '../layout.ts';
import { EMPTY, type Line } from '../lines.ts';
import { Prompt } from '../prompts/prompt.tsx';
import type { SessionState } from '../state.ts';
import { Footer } from './footer.tsx';
import { Lines } from './lines.tsx';
import { isBusy, useSpinner } from './spinner.ts';
import { Title } from './title.tsx';

export interface ViewProps {
  readonly state: SessionState;
  readonly color: boolean;
}

/** Something is asked or typed in the last line. */
const isAsking = ({ view }: SessionState): boolean =>
  view.kind === 'plan' || view.kind === 'filter' || (view.kind === 'undo' && view.stage === 'asking');

/** The whole frame: title, next action, the page, and what can be pressed. */
export const Screen = ({ state, color }: ViewProps) => {
  const paper = paperOf(state, useSpinner(isBusy(state)));
  const { headline, body, airy } = layoutOf(state, paper);
  const gap: readonly Line[] = airy ? [EMPTY] : [];
  const shown = body.lines.slice(body.first, body.first + body.height);
  return (
    <Box flexDirection="column" width={paper.width}>
      <Title state={state} paper={paper} color={color} />
      <Lines lines={[...gap, ...headline, ...(headline.length > 0 ? gap : []), ...shown]} color={color} />
      {state.closing ? null : (
        <>
          <Lines lines={gap} color={color} />
          {state.help === undefined && isAsking(state) ? (
            <Prompt state={state} paper={paper} color={color} body={body} />
          ) : (
            <Footer state={state} paper={paper} color={color} body={body} />
          )}
        </>
      )}
    </Box>
  );
};
