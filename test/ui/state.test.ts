import { describe, expect, it } from 'vitest';
import { reduce } from '../../src/ui/reduce.ts';
import { chosenRow, visibleRows } from '../../src/ui/select.ts';
import type { Effect, SessionState } from '../../src/ui/state.ts';
import { fresh, given, keysOf, press, shown } from './support/driven.tsx';
import { healthy, inconclusive, oneRoot, proved, twoRoots, undoPlan } from './support/reports.ts';

const effectOf = (state: SessionState, key: string): Effect | undefined => {
  const [only] = keysOf(key);
  return only === undefined ? undefined : reduce(state, { type: 'pressed', key: only }).effect;
};

const pressedText = (text: string): SessionState => press(shown(oneRoot), ...text.split(' '));

describe('an examination', () => {
  it('starts with rows that wait, and fills them as they end', () => {
    const state = given(fresh(), { type: 'examination-started', rows: oneRoot.checks.map(bare) });
    expect(state.rows.every(({ ended }) => ended === undefined)).toBe(true);
    const [, second] = oneRoot.checks;
    const later = second === undefined ? state : given(state, { type: 'row-ended', row: second });
    expect(later.rows.map(({ ended }) => ended?.id).filter((id) => id !== undefined)).toEqual([second?.id]);
  });

  it('puts the cursor on the root cause unless somebody moved it', () => {
    expect(chosenRow(shown(oneRoot))?.id).toBe('access/socket');
    const moved = press(
      given(fresh(), { type: 'examination-started', rows: oneRoot.checks.map(bare) }),
      '<down>',
    );
    expect(given(moved, { type: 'reported', report: oneRoot }).chosen).toBe('access/group-membership');
  });

  it('is started again by r, but never twice at once', () => {
    expect(effectOf(shown(healthy), 'r')).toEqual({ kind: 'examine' });
    const looking = given(shown(healthy), { type: 'examination-started', rows: healthy.checks.map(bare) });
    expect(effectOf(looking, 'r')).toBeUndefined();
    expect(press(looking, 'r').notice).toBe('Already looking.');
  });
});

describe('moving', () => {
  it('stays within the rows', () => {
    const state = shown(healthy);
    expect(chosenRow(press(state, '<up>'))?.id).toBe('access/socket');
    expect(chosenRow(press(state, 'j', 'j', 'k'))?.id).toBe('access/group-membership');
    expect(chosenRow(press(state, '<end>', '<down>'))?.id).toBe('security/selinux');
    expect(chosenRow(press(state, '<end>', '<home>'))?.id).toBe('access/socket');
  });

  it('scrolls a long page to its end and no further', () => {
    const low = press(shown(oneRoot, { columns: 60, rows: 12 }), '<enter>', '<end>');
    expect(low.view).toMatchObject({ kind: 'detail' });
    expect(press(low, '<down>').view).toEqual(low.view);
    expect(press(low, '<home>').view).toMatchObject({ scroll: 0 });
  });
});

describe('the filter', () => {
  it('matches title, id, code and status', () => {
    const ids = (text: string) => visibleRows(press(shown(oneRoot), '/', text)).map(({ id }) => id);
    expect(ids('names can')).toEqual(['network/dns']);
    expect(ids('selinux')).toEqual(['security/selinux']);
    expect(ids('SOCK-MISSING')).toEqual(['access/socket']);
    expect(ids('unverified')).toEqual(['engine/container-round-trip', 'network/dns']);
  });

  it('is kept by enter and cleared by escape', () => {
    expect(press(shown(oneRoot), '/', 'dns', '<enter>')).toMatchObject({
      filter: 'dns',
      view: { kind: 'list' },
    });
    expect(press(shown(oneRoot), '/', 'dns', '<escape>')).toMatchObject({
      filter: '',
      view: { kind: 'list' },
    });
    expect(press(shown(oneRoot), '/', 'dns', '<enter>', '<escape>').filter).toBe('');
    expect(press(shown(oneRoot), '/', 'dns', '<backspace>').filter).toBe('dn');
  });

  it('takes letters that are commands elsewhere', () => {
    expect(press(shown(oneRoot), '/', 'q?rf').filter).toBe('q?rf');
  });
});

describe('a fix', () => {
  it.each(['f y', 'f Y'])('is carried out after %s', (keys) => {
    expect(pressedText(keys).view.kind).toBe('repair');
  });

  it.each(['f n', 'f <enter>', 'f <escape>'])('is declined by %s', (keys) => {
    const state = pressedText(keys);
    expect(state.view.kind).toBe('list');
    expect(state.notice).toBe('Start the Docker daemon: declined, nothing was changed.');
  });

  it('asks for the effect only with the yes', () => {
    const asked = press(shown(oneRoot), 'f');
    expect(effectOf(asked, 'y')).toMatchObject({ kind: 'repair', offer: { id: 'start-docker' } });
    expect(effectOf(asked, 'n')).toBeUndefined();
    expect(effectOf(asked, ' ')).toBeUndefined();
  });

  it('of a row that only echoes is the fix of its cause', () => {
    const onEcho = press(shown(oneRoot), '<end>', '<up>', '<up>', 'f');
    expect(onEcho.view).toMatchObject({ kind: 'plan', offer: { id: 'start-docker' } });
  });

  it('of a healthy row is the next action', () => {
    expect(press(shown(oneRoot), '<down>', 'f').view).toMatchObject({
      kind: 'plan',
      offer: { id: 'start-docker' },
    });
  });

  it('is said to be unknown where there is none', () => {
    expect(press(shown(inconclusive), '<down>', '<down>', 'f').notice).toBe('No fix is known for this row.');
  });

  it('is not offered where nothing is wrong', () => {
    expect(press(shown(healthy), 'f').notice).toBe('Nothing to fix here.');
  });

  it('waits for the report', () => {
    const state = press(fresh(), 'f');
    expect(state.view.kind).toBe('list');
    expect(state.notice).toMatch(/^Still looking/);
  });
});

describe('a destructive fix', () => {
  const asked = press(shown(twoRoots), '<down>', '<down>', '<down>', '<down>', '<down>', 'f', '<enter>');

  it('does nothing for y', () => {
    expect(press(asked, 'y').view).toMatchObject({ kind: 'plan', typed: 'y' });
    expect(effectOf(press(asked, 'y'), '<enter>')).toBeUndefined();
  });

  it('needs the whole word', () => {
    expect(effectOf(press(asked, 'build-cach'), '<enter>')).toBeUndefined();
    expect(effectOf(press(asked, 'build-cachee', '<backspace>'), '<enter>')).toMatchObject({
      kind: 'repair',
    });
  });

  it('is left by escape', () => {
    expect(press(asked, 'build-cache', '<escape>').view.kind).toBe('choice');
  });
});

describe('a repair', () => {
  const running = press(shown(oneRoot), 'f', 'y');

  it('can only be interrupted', () => {
    expect(effectOf(running, 'q')).toBeUndefined();
    expect(press(running, '<escape>').view.kind).toBe('repair');
    expect(effectOf(running, '<interrupt>')).toEqual({ kind: 'leave', interrupted: true });
  });

  it('keeps what programs print harmless and bounded', () => {
    const lines = Array.from(
      { length: 700 },
      (_, index) => ({ type: 'output', line: `\u001b[2J${index}` }) as const,
    );
    const { view } = given(running, ...lines);
    expect(view).toMatchObject({ kind: 'repair' });
    const output = view.kind === 'repair' ? view.output : [];
    expect(output).toHaveLength(500);
    expect(output.at(-1)).toBe('\\x1b[2J699');
  });

  it('is followed by a look at the whole host', () => {
    const next = reduce(running, { type: 'repaired', record: proved });
    expect(next.effect).toEqual({ kind: 'examine' });
    expect(next.state.repairs).toEqual([proved]);
    const again = given(next.state, { type: 'reported', report: healthy });
    expect(press(again, '<enter>').view.kind).toBe('list');
  });
});

describe('taking back', () => {
  const { run } = undoPlan;
  const record = { ...proved, run, undo: `dockmedic undo ${run}` };
  const repaired = given(
    press(shown(oneRoot), 'f', 'y'),
    { type: 'repaired', record },
    { type: 'reported', report: healthy },
  );
  const asked = given(repaired, { type: 'undo-planned', plan: undoPlan });

  it('begins with a look at what the repair has left', () => {
    expect(effectOf(repaired, 'u')).toEqual({ kind: 'plan-undo', run });
    expect(effectOf(press(repaired, '<enter>'), 'u')).toEqual({ kind: 'plan-undo', run });
    expect(asked.view).toMatchObject({ kind: 'undo', stage: 'asking' });
  });

  it('is asked for, and done after a yes alone', () => {
    expect(effectOf(asked, 'y')).toEqual({ kind: 'undo', run });
    for (const key of ['n', '<enter>', '<escape>']) {
      expect(effectOf(asked, key)).toBeUndefined();
      expect(press(asked, key).view.kind).toBe('list');
    }
  });

  it('is followed by a look, and is not offered again', () => {
    const undone = { ...undoPlan, state: 'undone' } as const;
    const next = reduce(press(asked, 'y'), { type: 'undone', record: undone });
    expect(next.effect).toEqual({ kind: 'examine' });
    const again = given(next.state, { type: 'reported', report: oneRoot });
    expect(press(again, '<enter>').view.kind).toBe('list');
    expect(effectOf(again, 'u')).toBeUndefined();
    expect(press(again, 'u').notice).toMatch(/^No repair of this session/);
  });

  it('is shown as refused where the host is not as the repair left it', () => {
    const refused = {
      ...undoPlan,
      state: 'refused',
      text: 'Nothing was changed: it was changed since.',
    } as const;
    const state = given(repaired, { type: 'undo-planned', plan: refused });
    expect(state.view).toMatchObject({ kind: 'undo', stage: 'over' });
    expect(effectOf(state, 'y')).toBeUndefined();
  });

  it('is offered for a repair of earlier that was cut off', () => {
    const repairs = [{ run, state: 'interrupted', undoable: true, title: 'Start it' }] as const;
    expect(effectOf(given(shown(oneRoot), { type: 'left-open', repairs }), 'u')).toEqual({
      kind: 'plan-undo',
      run,
    });
  });
});

describe('leaving', () => {
  it('is q, or ctrl-c from everywhere', () => {
    expect(effectOf(shown(healthy), 'q')).toEqual({ kind: 'leave', interrupted: false });
    expect(effectOf(press(shown(oneRoot), '<enter>'), 'q')).toEqual({ kind: 'leave', interrupted: false });
    for (const state of [
      fresh(),
      press(shown(oneRoot), '/'),
      press(shown(oneRoot), 'f'),
      press(shown(oneRoot), '?'),
    ]) {
      expect(effectOf(state, '<interrupt>')).toEqual({ kind: 'leave', interrupted: true });
    }
  });
});

const bare = ({ id, title, category }: { id: string; title: string; category: string }) => ({
  id,
  title,
  category,
});
