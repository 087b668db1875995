import type { Agent } from 'node:http';
import { Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import { isUnavailable, type Unavailable } from '#core/answer';
import type { EngineAddress } from '#core/host';
import { PROBE_PORT } from '#core/probe-words';
import { boundedAgent } from './bounded-agent.ts';
import { collectBytes, demultiplex, progressError } from './bounded-streams.ts';
import { readTls } from './engine-http.ts';
import { isConfirmed, type Kind, type Leftover, PROBE_LABEL } from './own-things.ts';

/** The few calls of an engine's API with which a probe creates something and takes it away. */
export interface ProbeEngine {
  importImage(name: string, archive: Uint8Array): Promise<void>;
  createContainer(name: string, of: ProbeContainer): Promise<void>;
  /** Answers once the engine has attached: what the container writes from now on is not lost. */
  attach(name: string): Promise<Attached>;
  start(name: string): Promise<void>;
  /** Where the engine published the container's port on this host. */
  publishedPort(name: string): Promise<number | undefined>;
  /** The exit code, when the container has ended. */
  wait(name: string): Promise<number>;
  removeContainer(name: string): Promise<void>;
  removeImage(name: string): Promise<void>;
  /** What the engine lists when asked for what carries the label; not to be trusted. */
  labelled(kind: Kind): Promise<unknown>;
  /** Asks the engine for this one thing, whether it is a probe's. */
  isOurs(leftover: Leftover): Promise<boolean>;
  /** Cuts every call that is still out. Further calls may be made. */
  cutCalls(): void;
}

export interface ProbeContainer {
  readonly image: string;
  readonly program: string;
  /** With a port that the engine publishes on the loopback address, at a number of its choice. */
  readonly published: boolean;
}

export interface Attached {
  readonly text: Promise<string>;
  /** Ends the stream; `text` is then what came so far. */
  cut(): void;
}

const MAX_OUTPUT_BYTES = 256 * 1024;
const FILTERS = { label: [PROBE_LABEL] };

/** The engine's rules and its proxy are what is tried. */
const PORT = `${PROBE_PORT}/tcp`;
const PUBLISHED = {
  ExposedPorts: { [PORT]: {} },
  HostConfig: { PortBindings: { [PORT]: [{ HostIp: '127.0.0.1', HostPort: '' }] } },
};

export const connectProbeEngine = async (address: EngineAddress): Promise<ProbeEngine | Unavailable> => {
  const tls = address.kind === 'tcp' && address.tls ? await readTls(address.tls) : undefined;
  if (isUnavailable(tls)) return tls;
  const agent = boundedAgent(tls);
  const docker = await connectDockerode(address, agent);
  return {
    importImage: (name, archive) => importImage(docker, name, archive),
    createContainer: async (name, { image, program, published }) => {
      const Labels = { [PROBE_LABEL]: 'true' };
      const ports = published ? PUBLISHED : {};
      await docker.createContainer({ name, Image: image, Cmd: [program], Labels, ...ports });
    },
    attach: (name) => attach(docker, name),
    start: async (name) => void (await docker.getContainer(name).start()),
    publishedPort: async (name) => portIn(await docker.getContainer(name).inspect()),
    wait: async (name) => exitCodeOf(await docker.getContainer(name).wait()),
    removeContainer: async (name) => void (await docker.getContainer(name).remove({ force: true })),
    removeImage: async (name) => void (await docker.getImage(name).remove({ force: true })),
    labelled: (kind) =>
      kind === 'container'
        ? docker.listContainers({ all: true, filters: FILTERS })
        : docker.listImages({ filters: FILTERS }),
    isOurs: async (leftover) => isConfirmed(leftover, await inspect(docker, leftover)),
    cutCalls: () => agent.destroy(),
  };
};

const connectDockerode = async (address: EngineAddress, agent: Agent): Promise<Dockerode> => {
  const { default: Docker } = await import('dockerode');
  // Everything is named, `undefined` too: what is not, dockerode takes from DOCKER_HOST and its siblings.
  const nothing = { host: undefined, port: undefined, socketPath: undefined, timeout: undefined };
  const unsigned = { ca: undefined, cert: undefined, key: undefined, pathPrefix: undefined };
  const common = { ...nothing, ...unsigned, agent };
  if (address.kind === 'unix') return new Docker({ ...common, socketPath: address.path, protocol: 'http' });
  const { hostName: host, port, tls } = address;
  return new Docker({ ...common, host, port, protocol: tls === undefined ? 'http' : 'https' });
};

const importImage = async (docker: Dockerode, name: string, archive: Uint8Array): Promise<void> => {
  const progress = await docker.importImage(Readable.from([Buffer.from(archive)]), {
    repo: name,
    tag: 'latest',
    changes: `LABEL ${PROBE_LABEL}=true`,
  });
  const error = progressError(await collectBytes(progress as Readable, MAX_OUTPUT_BYTES)); // an IncomingMessage
  if (error !== undefined) throw new Error(error);
};

const attach = async (docker: Dockerode, name: string): Promise<Attached> => {
  const options = { stream: true, stdout: true, stderr: true };
  const stream = (await docker.getContainer(name).attach(options)) as unknown as Readable; // an IncomingMessage
  const text = collectBytes(stream, MAX_OUTPUT_BYTES).then(demultiplex);
  return { text, cut: () => stream.destroy() };
};

const inspect = (docker: Dockerode, { kind, id }: Leftover): Promise<unknown> =>
  kind === 'container' ? docker.getContainer(id).inspect() : docker.getImage(id).inspect();

const portIn = ({ NetworkSettings }: Dockerode.ContainerInspectInfo): number | undefined => {
  const port = Number(NetworkSettings?.Ports?.[PORT]?.[0]?.HostPort);
  return Number.isSafeInteger(port) && port > 0 && port < 65_536 ? port : undefined;
};

/** An engine may be of any kind; what it says is not trusted to have the right form. */
const exitCodeOf = (answer: unknown): number => {
  const code =
    typeof answer === 'object' && answer !== null && 'StatusCode' in answer ? answer.StatusCode : undefined;
  if (!Number.isSafeInteger(code)) throw new Error('the engine did not tell the exit code');
  return Number(code);
};
