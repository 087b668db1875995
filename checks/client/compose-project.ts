import { type Unavailable, unavailable } from '#core/answer';
import { defineCheck } from '#core/check';
import type { Evidence, FindingOf } from '#core/finding';
import { composeFile, type ReadComposeFile } from '#facts/compose-file';
import { engineContainers } from '#facts/engine-containers';
import { engineInUse } from '#facts/engine-in-use';
import { engineNetworks } from '#facts/engine-networks';
import type { ComposeFile } from '#parse/compose-file';
import type { EngineContainer } from '#parse/engine-api';
import { composeProjectCodes } from './compose-project.codes.ts';

type Finding = FindingOf<typeof composeProjectCodes>;

export const clientComposeProject = defineCheck({
  id: 'client/compose-project',
  title: 'The Compose project here can start',
  about:
    'A Compose file may count on networks that somebody else makes, and on container names that nobody else has. This check holds the file of the working directory against the engine; names with variables, and files beside a second one, it leaves alone.',
  symptoms: ['network declared as external, but could not be found', 'the container name is already in use'],
  needs: { file: composeFile, engine: engineInUse, networks: engineNetworks, containers: engineContainers },
  informing: true,
  codes: composeProjectCodes,
  applies: ({ file, engine }) => {
    if (file === undefined) return 'there is no Compose file in the working directory';
    if (engine.engine !== 'docker') return 'Podman is in use, whose Compose has rules of its own';
    return file.override === undefined
      ? true
      : `${file.path} is changed by ${file.override}, and dockmedic reads one file alone`;
  },
  evaluate: ({ file, engine, networks, containers }) => {
    const content = file?.content;
    if (file === undefined || content === undefined || 'detail' in content) return unread(file);
    const named = containers.filter(({ Names }) => Names.length > 0);
    const isSwarm = networks.some(({ Scope }) => Scope === 'swarm');
    const known = networks.flatMap(({ Name, Id }) => [Name, Id]);
    // A worker of a swarm is not shown the networks that only others use.
    const missing = isSwarm ? [] : content.externalNetworks.filter((network) => !known.includes(network));
    const findings: readonly Finding[] = [
      ...missing.map((network) => netMissing(file.path, network, engine.id)),
      ...content.containerNames.flatMap((one) => judgeName(file, content, one, named)),
    ];
    return {
      evidence: evidenceOf(file, content),
      findings: findings.map((finding) => ({ ...finding, engine: engine.id })),
    };
  },
});

const unread = (file: ReadComposeFile | undefined) => {
  const source = `read ${file?.path ?? 'Compose file'}`;
  const detail = file?.content !== undefined && 'detail' in file.content ? file.content.detail : 'not read';
  const missing: Unavailable = unavailable('malformed', source, detail);
  return { evidence: [{ source, observed: detail }] as const, findings: [], missing };
};

const evidenceOf = (
  { path }: ReadComposeFile,
  { containerNames, externalNetworks, untold }: ComposeFile,
): readonly [Evidence, ...Evidence[]] => {
  const names = containerNames.map(({ name }) => name).join(', ') || 'none';
  const left = untold === 0 ? '' : `; ${untold} with variables not looked at`;
  return [
    {
      source: `read ${path}`,
      observed: `external networks: ${externalNetworks.join(', ') || 'none'}; container names: ${names}${left}`,
    },
  ];
};

const netMissing = (file: string, network: string, engine: string): Finding => ({
  code: 'compose-net-external-missing',
  subject: network,
  params: { file, network, engine },
});

const PROJECT = 'com.docker.compose.project';

const judgeName = (
  { path, directory }: ReadComposeFile,
  { project }: ComposeFile,
  { service, name }: ComposeFile['containerNames'][number],
  containers: readonly EngineContainer[],
): readonly Finding[] => {
  const holder = containers.find(({ Names }) => Names.includes(`/${name}`));
  if (holder === undefined) return [];
  const owner = holder.Labels[PROJECT];
  // By which name the person calls the project is not always told.
  const isOurs =
    owner !== undefined &&
    (project !== undefined && project.name === undefined
      ? true
      : owner === (project?.name ?? usualName(directory)) ||
        holder.Labels[`${PROJECT}.working_dir`] === directory);
  if (isOurs) return [];
  const volumes = holder.Mounts.flatMap(({ Type, Name }) => (Type === 'volume' && Name ? [Name] : []));
  const params = { file: path, service, name, owner, state: holder.State ?? 'unknown', volumes };
  return [{ code: 'compose-name-conflict', subject: name, params }];
};

/** As Compose makes it of the name of a directory. */
const usualName = (directory: string): string =>
  directory
    .slice(directory.lastIndexOf('/') + 1)
    .toLowerCase()
    .replace(/[^-_a-z0-9]/g, '')
    .replace(/^[-_]+/, '');
