import { describe, expect, test } from 'vitest';
import { unavailable } from '#core/answer';
import { parseCdiSpec } from '#parse/cdi-spec';
import { codes, ctkOnly, engine, files, found, spec, withCdi } from '#test/checks/gpu/gpu-host';

describe('gpu-cdi-unresolvable', () => {
  const damaged = spec({ content: parseCdiSpec('kind: "') });

  test('a damaged specification as the only way is an error, beside the hook a warning', () => {
    expect(found({ toolkit: ctkOnly, info: withCdi, specs: files(damaged) })).toMatchObject([
      { code: 'gpu-cdi-unresolvable', severity: 'error' },
    ]);
    expect(found({ info: withCdi, specs: files(damaged) })).toMatchObject([
      { code: 'gpu-cdi-unresolvable', severity: 'warning' },
    ]);
  });

  test('one that this user may not read', () => {
    const closed = spec({ content: unavailable('denied', 'read', 'EACCES') });
    expect(codes({ toolkit: ctkOnly, info: withCdi, specs: files(closed) })).toEqual([
      'gpu-cdi-unresolvable',
    ]);
  });

  test('two files of one directory with one device', () => {
    const specs = files(spec(), spec({ path: '/etc/cdi/old-nvidia.yaml' }));
    expect(codes({ toolkit: ctkOnly, info: withCdi, specs })).toEqual(['gpu-cdi-unresolvable']);
  });

  test('Podman without any', () => {
    expect(codes({ engine: { ...engine, engine: 'podman' } })).toEqual(['gpu-cdi-unresolvable']);
  });

  test('an engine that reads no CDI is not harmed by it', () => {
    expect(codes({ specs: files(damaged) })).toEqual([]);
  });
});

describe('gpu-cdi-stale', () => {
  const gone = spec({ missingPaths: ['/usr/lib/libcuda.so.1', '/dev/nvidia3'] });

  test('paths that are gone', () => {
    expect(found({ toolkit: ctkOnly, info: withCdi, specs: files(gone) })).toMatchObject([
      { code: 'gpu-cdi-stale', params: { detail: '/usr/lib/libcuda.so.1 and 1 more paths are not there' } },
    ]);
  });

  test('libraries of another driver', () => {
    const old = spec({ driverVersions: ['470.1'] });
    expect(codes({ toolkit: ctkOnly, info: withCdi, specs: files(old) })).toEqual(['gpu-cdi-stale']);
  });

  test('a leftover that a fresh file in a later directory replaces does no harm', () => {
    const specs = files(gone, spec({ path: '/var/run/cdi/nvidia.yaml', priority: 1 }));
    expect(codes({ toolkit: ctkOnly, info: withCdi, specs })).toEqual([]);
  });

  test('the other way round it does', () => {
    const specs = files(spec(), { ...gone, path: '/var/run/cdi/nvidia.yaml', priority: 1 });
    expect(codes({ toolkit: ctkOnly, info: withCdi, specs })).toEqual(['gpu-cdi-stale']);
  });
});
