import * as v from 'valibot';
import { reader } from '#parse/engine-reader';
import { absent, flag, list, number, text, textMap, texts } from '#parse/lenient-schema';

/**
 * What the Engine API says, under the API's own names: `GET /info`, `/version`, `/containers/json?all=1`,
 * `/images/json`, `/images/{id}/json`, `/distribution/{name}/json`, `/networks`, `/system/df` and `/containers/{id}/json` of Docker 20.10 to 29 and of Podman's compatible API. A field that an engine leaves
 * out, or sends as `null` or as another type, is absent; `null` lists are empty. Only what is no object (or no
 * list) at all is malformed.
 *
 *     {"ID":"…","ServerVersion":"20.10.24","Driver":"overlay2","DriverStatus":[["Backing Filesystem","extfs"]],
 *      "Runtimes":{"runc":{"path":"runc"}},"Warnings":null,…}
 */

/** `http://user:pass@proxy:3128` → `http://proxy:3128` */
const proxy = v.pipe(
  text,
  v.transform((value) => value?.replace(/^([a-z0-9+.-]+:\/\/)?.*@/i, '$1')),
);

const runtimes = v.fallback(
  v.pipe(
    v.record(v.string(), v.unknown()),
    v.transform((named) =>
      Object.entries(named).map(([name, runtime]) => ({
        name,
        path: v.parse(v.fallback(v.object({ path: text }), { path: absent }), runtime).path,
      })),
    ),
  ),
  [],
);

const infoSchema = v.object({
  ID: text,
  Name: text,
  ServerVersion: text,
  SystemTime: text,
  OperatingSystem: text,
  OSType: text,
  Architecture: text,
  KernelVersion: text,
  NCPU: number,
  MemTotal: number,
  Driver: text,
  DriverStatus: list(v.tuple([v.string(), v.string()])),
  DockerRootDir: text,
  LoggingDriver: text,
  CgroupDriver: text,
  CgroupVersion: text,
  SecurityOptions: texts,
  Runtimes: runtimes,
  DefaultRuntime: text,
  InitBinary: text,
  CDISpecDirs: texts,
  HttpProxy: proxy,
  HttpsProxy: proxy,
  NoProxy: text,
  RegistryConfig: v.fallback(
    v.object({
      Mirrors: texts,
      InsecureRegistryCIDRs: texts,
      IndexConfigs: v.fallback(
        v.record(v.string(), v.fallback(v.object({ Secure: flag }), { Secure: absent })),
        {},
      ),
    }),
    { Mirrors: [], InsecureRegistryCIDRs: [], IndexConfigs: {} },
  ),
  LiveRestoreEnabled: flag,
  Swarm: v.fallback(
    v.object({
      LocalNodeState: text,
      ControlAvailable: flag,
      Error: text,
      RemoteManagers: list(v.object({ Addr: v.string() })),
    }),
    { RemoteManagers: [] },
  ),
  DefaultAddressPools: list(v.object({ Base: v.string(), Size: v.number() })),
  IPv4Forwarding: flag,
  BridgeNfIptables: flag,
  Images: number,
  Containers: number,
  ContainersRunning: number,
  ContainersPaused: number,
  ContainersStopped: number,
  Warnings: texts,
});
export type EngineInfo = Readonly<v.InferOutput<typeof infoSchema>>;

const versionSchema = v.object({
  Version: text,
  ApiVersion: text,
  MinAPIVersion: text,
  /** Of a build by a distribution it is often the version of its package. */
  GitCommit: text,
  Os: text,
  Arch: text,
  KernelVersion: text,
  Components: list(v.object({ Name: v.string(), Version: text })),
});
export type EngineVersion = Readonly<v.InferOutput<typeof versionSchema>>;

/** The networks that a container belongs to, a stopped one too. */
const endpoints = v.fallback(
  v.pipe(
    v.record(v.string(), v.fallback(v.object({ name: text, NetworkID: text, IPAddress: text }), {})),
    // One that was made and never started has the names alone.
    v.transform((named) =>
      Object.entries(named).map(([key, { name = key, ...more }]) => ({ ...more, name })),
    ),
  ),
  [],
);

const containerSchema = v.object({
  Id: v.string(),
  Names: texts,
  Image: text,
  ImageID: text,
  State: text,
  Status: text,
  Created: number,
  Labels: textMap,
  Ports: list(v.object({ IP: text, PrivatePort: v.number(), PublicPort: number, Type: text })),
  Mounts: list(v.object({ Type: text, Name: text, Source: text, Destination: text })),
  HostConfig: v.fallback(v.object({ NetworkMode: text }), { NetworkMode: absent }),
  NetworkSettings: v.fallback(v.object({ Networks: endpoints }), { Networks: [] }),
});
export type EngineContainer = Readonly<v.InferOutput<typeof containerSchema>>;

const BRIDGE_NAME = 'com.docker.network.bridge.name';
const NETWORK_MTU = 'com.docker.network.driver.mtu';

const networkSchema = v.object({
  Name: v.string(),
  Id: v.string(),
  Driver: text,
  Scope: text,
  Internal: flag,
  Created: text,
  Labels: textMap,
  ConfigOnly: flag,
  IPAM: v.fallback(v.object({ Config: list(v.object({ Subnet: text })) }), { Config: [] }),
  Options: v.fallback(v.object({ [BRIDGE_NAME]: text, [NETWORK_MTU]: text }), {}),
});

export type EngineNetwork = Readonly<v.InferOutput<typeof networkSchema>>;

const diskSchema = v.object({
  LayersSize: number,
  Images: list(
    v.object({
      Id: v.string(),
      RepoTags: texts,
      Size: number,
      SharedSize: number,
      Containers: number,
      Created: number,
    }),
  ),
  Containers: list(v.object({ Id: v.string(), Names: texts, SizeRw: number, State: text, Created: number })),
  Volumes: list(
    v.object({
      Name: v.string(),
      Driver: text,
      CreatedAt: text,
      Labels: textMap,
      UsageData: v.fallback(v.object({ Size: number, RefCount: number }), { Size: absent, RefCount: absent }),
    }),
  ),
  BuildCache: list(
    v.object({
      ID: v.string(),
      Type: text,
      Description: text,
      Size: number,
      InUse: flag,
      Shared: flag,
      LastUsedAt: text,
    }),
  ),
});
export type EngineDiskUsage = Readonly<v.InferOutput<typeof diskSchema>>;

const inspectSchema = v.object({
  Id: v.string(),
  Name: text,
  RestartCount: number,
  /** Of SELinux; empty where the container is not confined by it. */
  ProcessLabel: text,
  LogPath: text,
  State: v.fallback(
    v.object({
      Status: text,
      Pid: number,
      ExitCode: number,
      OOMKilled: flag,
      Dead: flag,
      Error: text,
      StartedAt: text,
      FinishedAt: text,
    }),
    {},
  ),
  HostConfig: v.fallback(
    v.object({
      LogConfig: v.fallback(v.object({ Type: text, Config: textMap }), { Config: {} }),
      RestartPolicy: v.fallback(v.object({ Name: text, MaximumRetryCount: number }), {}),
      Runtime: text,
      NetworkMode: text,
      /** In bytes; 0 is none. */
      Memory: number,
    }),
    { LogConfig: { Config: {} }, RestartPolicy: {} },
  ),
});

export const parseEngineInfo = reader(infoSchema);
export const parseEngineVersion = reader(versionSchema);
export const parseContainers = reader(list(containerSchema), true);
export const parseNetworks = reader(list(networkSchema), true);

export const parseDiskUsage = reader(diskSchema);
export const parseContainerDetail = reader(inspectSchema);

export * from '#parse/engine-images';
