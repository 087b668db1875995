import type { ProbeTask } from '#host/probe-image/program';

/** A task that needs every part of the program. */
export const SAMPLE_TASK: ProbeTask = {
  // `example.com` by DNS, its id first.
  query: Buffer.from('646d01000001000000000000076578616d706c6503636f6d0000010001', 'hex'),
  references: ['192.0.2.1', '192.0.2.2'],
  listens: true,
};

/** Nothing leaves the container, and nobody calls it. */
export const QUIET_TASK: ProbeTask = { references: [], listens: false };
