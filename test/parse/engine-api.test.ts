import { describe, expect, it } from 'vitest';
import {
  parseContainerDetail,
  parseContainers,
  parseDiskUsage,
  parseEngineInfo,
  parseEngineVersion,
} from '#parse/engine-api';
import { parseDistribution, parseImageDetail, parseImages } from '#parse/engine-images';
import { sample, survivesHostileText } from '#test/parse/samples';

describe('GET /info', () => {
  it('reads Docker 20.10.24 (recorded, host name and kernel made neutral)', () => {
    expect(parseEngineInfo(sample('engine-api/docker-20.10.24-info.json'))).toEqual({
      ID: 'AAAA:BBBB:CCCC:DDDD',
      Name: 'host',
      ServerVersion: '20.10.24+dfsg1',
      SystemTime: '2026-11-22T02:30:03.998339061Z',
      OperatingSystem: 'Debian GNU/Linux 12 (bookworm)',
      OSType: 'linux',
      Architecture: 'x86_64',
      KernelVersion: '6.1.0-28-amd64',
      NCPU: 2,
      MemTotal: 25276514304,
      Driver: 'overlay2',
      DriverStatus: [
        ['Backing Filesystem', 'extfs'],
        ['Supports d_type', 'true'],
        ['Native Overlay Diff', 'true'],
        ['userxattr', 'false'],
      ],
      DockerRootDir: '/var/lib/docker',
      LoggingDriver: 'json-file',
      CgroupDriver: 'cgroupfs',
      CgroupVersion: '1',
      SecurityOptions: ['name=seccomp,profile=default'],
      Runtimes: [
        { name: 'io.containerd.runc.v2', path: 'runc' },
        { name: 'io.containerd.runtime.v1.linux', path: 'runc' },
        { name: 'runc', path: 'runc' },
      ],
      DefaultRuntime: 'runc',
      InitBinary: 'docker-init',
      CDISpecDirs: [],
      RegistryConfig: {
        Mirrors: [],
        InsecureRegistryCIDRs: ['127.0.0.0/8'],
        IndexConfigs: { 'docker.io': { Secure: true } },
      },
      LiveRestoreEnabled: false,
      Swarm: { LocalNodeState: 'inactive', ControlAvailable: false, RemoteManagers: [] },
      DefaultAddressPools: [],
      IPv4Forwarding: true,
      BridgeNfIptables: true,
      Images: 0,
      Containers: 0,
      ContainersRunning: 0,
      ContainersPaused: 0,
      ContainersStopped: 0,
      Warnings: [],
    });
  });

  it('reads Podman 4.3.1 (recorded, likewise)', () => {
    expect(parseEngineInfo(sample('engine-api/podman-4.3.1-info.json'))).toMatchObject({
      ServerVersion: '4.3.1',
      Driver: 'overlay',
      DockerRootDir: '/var/lib/containers/storage',
      LoggingDriver: undefined,
      DefaultRuntime: 'runc',
      Warnings: [],
    });
  });

  it('reads Docker 28.5.2 (recorded on a host of the lab, Debian 13): what had no value is null or gone', () => {
    expect(parseEngineInfo(sample('engine-api/docker-28.5.2-info.json'))).toMatchObject({
      ServerVersion: '28.5.2+dfsg4',
      Driver: 'overlay2',
      DockerRootDir: '/var/lib/docker',
      DefaultRuntime: 'runc',
      CDISpecDirs: ['/etc/cdi', '/var/run/cdi'],
      Warnings: [],
    });
  });

  // From the Engine API reference's example, with things made wrong.
  it('strips credentials of proxies and leaves out what is misshapen', () => {
    expect(parseEngineInfo(sample('engine-api/docker-28-info-docs.json'))).toMatchObject({
      HttpProxy: 'http://proxy.corp.example.com:8080',
      HttpsProxy: 'https://proxy.example:4443',
      NoProxy: '*.local, 169.254/16',
      DriverStatus: [
        ['Backing Filesystem', 'extfs'],
        ['Supports d_type', 'true'],
      ],
      Runtimes: [
        { name: 'nvidia', path: 'nvidia-container-runtime' },
        { name: 'io.containerd.runc.v2', path: 'runc' },
        { name: 'custom', path: undefined },
      ],
      CDISpecDirs: ['/etc/cdi', '/var/run/cdi'],
      Warnings: ['WARNING: No swap limit support'],
    });
  });

  it.each([
    ['not JSON', 'Bad Gateway', 'not JSON'],
    ['a list', '[]', 'not of the expected shape'],
    ['null', 'null', 'not of the expected shape'],
    ['cut off', '{"ID":"x"', 'not JSON'],
  ])('is malformed: %s', (_, body, detail) =>
    expect(parseEngineInfo(body)).toEqual({ kind: 'malformed', what: 'Engine API answer', detail }),
  );

  it('takes an empty object and a decoded value', () => {
    const empty = {
      DriverStatus: [],
      SecurityOptions: [],
      Runtimes: [],
      CDISpecDirs: [],
      DefaultAddressPools: [],
      RegistryConfig: { Mirrors: [], InsecureRegistryCIDRs: [], IndexConfigs: {} },
      Swarm: { RemoteManagers: [] },
      Warnings: [],
    };
    expect(parseEngineInfo('{}')).toEqual(empty);
    expect(parseEngineInfo({ NCPU: 'four' })).toEqual({ ...empty, NCPU: undefined });
  });
});

describe('GET /version', () => {
  it.each([
    ['engine-api/docker-20.10.24-version.json', '20.10.24+dfsg1', '1.41', '1.12', 'Engine'],
    ['engine-api/podman-4.3.1-version.json', '4.3.1', '1.41', '1.24', 'Podman Engine'],
  ])('reads %s (recorded)', (path, Version, ApiVersion, MinAPIVersion, Name) => {
    const answer = parseEngineVersion(sample(path));
    expect(answer).toMatchObject({ Version, ApiVersion, MinAPIVersion, Os: 'linux', Arch: 'amd64' });
    expect('Components' in answer && answer.Components[0]?.Name).toBe(Name);
  });
});

describe('containers and disk', () => {
  it('reads GET /containers/json (shape of the API reference)', () => {
    const body = JSON.stringify([
      {
        Id: 'abc',
        Names: ['/act-test'],
        Image: 'ubuntu:latest',
        State: 'exited',
        Status: 'Exited (0) 2 days ago',
        Created: 1367854155,
        Labels: null,
        Ports: [{ PrivatePort: 2222, PublicPort: 3333, Type: 'tcp' }],
        Mounts: [{ Type: 'volume', Name: 'v', Source: '', Destination: '/data' }],
        HostConfig: { NetworkMode: 'host' },
      },
      null,
      { Id: 'def', Names: null },
    ]);
    expect(parseContainers(body)).toEqual([
      {
        Id: 'abc',
        Names: ['/act-test'],
        Image: 'ubuntu:latest',
        State: 'exited',
        Status: 'Exited (0) 2 days ago',
        Created: 1367854155,
        Labels: {},
        Ports: [{ PrivatePort: 2222, PublicPort: 3333, Type: 'tcp' }],
        Mounts: [{ Type: 'volume', Name: 'v', Destination: '/data' }],
        HostConfig: { NetworkMode: 'host' },
        NetworkSettings: { Networks: [] },
      },
      {
        ...{ Id: 'def', Names: [], Labels: {}, Ports: [], Mounts: [], HostConfig: {} },
        NetworkSettings: { Networks: [] },
      },
    ]);
    expect(parseContainers('{"message":"x"}')).toMatchObject({ kind: 'malformed' });
  });

  it('reads GET /system/df, recorded on an empty engine and with null lists', () => {
    const empty = { LayersSize: 0, Images: [], Containers: [], Volumes: [], BuildCache: [] };
    expect(parseDiskUsage(sample('engine-api/docker-20.10.24-system-df.json'))).toEqual(empty);
    expect(
      parseDiskUsage({
        LayersSize: 5,
        Images: null,
        Volumes: [{ Name: 'act-toolcache', Driver: 'local', UsageData: { Size: -1, RefCount: 0 } }],
        BuildCache: [{ ID: 'x', Size: 7, InUse: false, Shared: true, Type: 'regular' }],
      }),
    ).toEqual({
      LayersSize: 5,
      Images: [],
      Containers: [],
      Volumes: [{ Name: 'act-toolcache', Driver: 'local', UsageData: { Size: -1, RefCount: 0 }, Labels: {} }],
      BuildCache: [{ ID: 'x', Size: 7, InUse: false, Shared: true, Type: 'regular' }],
    });
  });

  it('reads GET /containers/{id}/json (shape of the API reference)', () => {
    expect(
      parseContainerDetail({
        Id: 'abc',
        Name: '/web',
        RestartCount: 12,
        LogPath: '/var/lib/docker/containers/abc/abc-json.log',
        State: { Status: 'restarting', Pid: 0, ExitCode: 137, OOMKilled: true, Dead: false, Error: '' },
        HostConfig: {
          LogConfig: { Type: 'json-file', Config: null },
          RestartPolicy: { Name: 'always', MaximumRetryCount: 0 },
          Runtime: 'runc',
          NetworkMode: 'default',
        },
      }),
    ).toEqual({
      Id: 'abc',
      Name: '/web',
      RestartCount: 12,
      LogPath: '/var/lib/docker/containers/abc/abc-json.log',
      State: { Status: 'restarting', Pid: 0, ExitCode: 137, OOMKilled: true, Dead: false },
      HostConfig: {
        LogConfig: { Type: 'json-file', Config: {} },
        RestartPolicy: { Name: 'always', MaximumRetryCount: 0 },
        Runtime: 'runc',
        NetworkMode: 'default',
      },
    });
    expect(parseContainerDetail({ Id: 'abc' })).toEqual({
      Id: 'abc',
      State: {},
      HostConfig: { LogConfig: { Config: {} }, RestartPolicy: {} },
    });
  });
});

it('never throws', () => {
  survivesHostileText(parseEngineInfo);
  survivesHostileText(parseEngineVersion);
  survivesHostileText(parseContainers);
  survivesHostileText(parseDiskUsage);
  survivesHostileText(parseContainerDetail);
});

describe('images', () => {
  it('are listed with their names; what is of another type is left out', () => {
    const listed = parseImages(
      '[{"Id":"sha256:1","RepoTags":["app:1"],"Created":3,"Size":7},{"Id":"sha256:2","RepoTags":null,"Size":"?"},{}]',
    );
    expect(listed).toMatchObject([
      { Id: 'sha256:1', RepoTags: ['app:1'], Created: 3, Size: 7 },
      { Id: 'sha256:2', RepoTags: [] },
    ]);
    expect(parseImages('{}')).toMatchObject({ kind: 'malformed' });
  });

  it('tell for which machine they are', () => {
    expect(parseImageDetail('{"Id":"sha256:1","Architecture":"arm64","Variant":"v8","Os":"linux"}')).toEqual({
      Id: 'sha256:1',
      Architecture: 'arm64',
      Variant: 'v8',
      Os: 'linux',
    });
  });

  it('of another shape say nothing, and break nothing', () => {
    survivesHostileText((text) => [parseImages(text), parseImageDetail(text), parseDistribution(text)]);
  });
});
