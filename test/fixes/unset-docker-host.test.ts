import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { describePlan } from '#engine/describe-steps';
import { unsetDockerHost } from '#fixes/unset-docker-host';

const diffs = (args: Parameters<typeof unsetDockerHost.plan>[0]) =>
  describePlan(propose(unsetDockerHost, args).proposal).flatMap(({ diff = '' }) =>
    diff.split('\n').filter((line) => /^[-+](?![-+]{2} )/.test(line)),
  );

const line = '  export DOCKER_HOST=unix:///gone.sock';
const args = {
  user: 'ada',
  line,
  lineNumber: 2,
  file: { path: '/home/ada/.bashrc', text: `if true; then\n${line}\nfi\n`, privilege: 'user' },
} as const;

test('leaves a command that does nothing, so that the body of an if is not empty', () => {
  expect(diffs(args)).toEqual([
    `-${line}`,
    '+  : # switched off by dockmedic: export DOCKER_HOST=unix:///gone.sock',
  ]);
});

test('is proven without the variable, which this session was given', () => {
  expect(propose(unsetDockerHost, args).proposal).toMatchObject({
    privilege: 'user',
    proof: { user: 'ada', check: 'access/socket', without: ['DOCKER_HOST'] },
  });
});
