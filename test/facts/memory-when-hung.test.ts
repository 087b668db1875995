import { expect, it } from 'vitest';
import { memoryWhenHung } from '#facts/memory-when-hung';
import { collected, fakeHost } from '#test/support/fake-host';

const memory = { totalBytes: 8e9, availableBytes: 5e7, swapTotalBytes: 0, swapFreeBytes: 0 };
const host = fakeHost({ memory: () => memory });
const endpoint = (kind: string, selected: boolean) => ({ selected, state: { kind, afterMs: 2500 } });

it.each([
  ['the selected engine hangs', [endpoint('hung', true)], memory],
  ['another engine hangs', [endpoint('answers', true), endpoint('hung', false)], undefined],
  ['nothing hangs', [endpoint('answers', true)], undefined],
])('%s', async (_name, endpoints, expected) => {
  expect(await collected(memoryWhenHung, host, { endpoints })).toEqual(expected);
});
