import { expect, test } from 'vitest';
import { deadContainers } from '#facts/dead-containers';
import { collected, fakeHost, reply } from '#test/support/fake-host';

const engineInUse = { address: { kind: 'unix', path: '/var/run/docker.sock' } };

/** As Docker 20.10 answers: the list is older than what it says of one container. */
const namesOf = (
  listed: Readonly<Record<string, string>>,
  inspected: Readonly<Record<string, string>> = {},
) => {
  const asked: string[] = [];
  const host = fakeHost({
    'engine-get': ({ path }) => {
      asked.push(path);
      const status = inspected[path.split('/')[2] ?? ''];
      return status === undefined ? undefined : reply({ Id: 'x', State: { Status: status } });
    },
  });
  const engineContainers = Object.entries(listed).map(([name, State]) => ({
    Id: name,
    Names: [`/${name}`],
    State,
  }));
  return { names: collected(deadContainers, host, { engineInUse, engineContainers }), asked };
};

test('a removal that failed: the list still says removing, the container itself dead', async () => {
  expect(await namesOf({ held: 'removing', web: 'running' }, { held: 'dead' }).names).toEqual(['held']);
});

test('one whose list says dead is not asked again', async () => {
  const { names, asked } = namesOf({ held: 'dead' });
  expect(await names).toEqual(['held']);
  expect(asked).toEqual([]);
});

test('one that is on its way, or gone meanwhile, is no fault', async () => {
  expect(await namesOf({ slow: 'removing', gone: 'removing' }, { slow: 'removing' }).names).toEqual([]);
});

test('nothing is asked where nothing is removed', async () => {
  const { names, asked } = namesOf({ web: 'running', old: 'exited' });
  expect(await names).toEqual([]);
  expect(asked).toEqual([]);
});
