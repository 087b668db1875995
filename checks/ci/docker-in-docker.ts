import { defineCheck } from '#core/check';
import type { FindingOf } from '#core/finding';
import { type DindSetup, dindSetup } from '#facts/dind-setup';
import { engineContainers } from '#facts/engine-containers';
import { engineInUse } from '#facts/engine-in-use';
import { engineInfo } from '#facts/engine-info';
import { engineVersion } from '#facts/engine-version';
import { dockerInDockerCodes } from './docker-in-docker.codes.ts';

type Finding = FindingOf<typeof dockerInDockerCodes>;

export const ciDockerInDocker = defineCheck({
  id: 'ci/docker-in-docker',
  title: 'Docker in Docker is set up consistently',
  about:
    'A job and the engine beside it must agree on a name, a port and certificates, told in three variables and a volume. One of them missing shows as "Is the docker daemon running?".',
  symptoms: ['Docker in Docker in CI: Cannot connect to tcp://docker:2375, lookup docker: no such host'],
  needs: { setup: dindSetup },
  explains: [engineInUse, engineInfo, engineVersion, engineContainers],
  codes: dockerInDockerCodes,
  applies: ({ setup }) => (setup === undefined ? 'no job with an engine at a TCP address' : true),
  evaluate: ({ setup }) => ({
    evidence: [{ source: 'environment', observed: setup?.told.join(' ') ?? 'nothing of it' }],
    findings: setup === undefined ? [] : judge(setup),
  }),
});

const judge = ({ hostName, port, isKubernetes, outcome }: DindSetup): readonly Finding[] => {
  const endpoint = `tcp://${hostName}:${port}`;
  switch (outcome.kind) {
    case 'no-fault':
      return [];
    case 'unresolved':
      return [{ code: 'dind-host-unresolved', subject: hostName, params: { hostName, port, isKubernetes } }];
    case 'other-port': {
      const params = { endpoint, hostName, reason: outcome.kind, other: outcome.port, path: undefined };
      return [{ code: 'dind-tls-port', subject: endpoint, params }];
    }
    case 'plain-to-tls':
    case 'tls-to-plain': {
      const params = { endpoint, hostName, reason: outcome.kind, other: undefined, path: undefined };
      return [{ code: 'dind-tls-port', subject: endpoint, params }];
    }
    case 'no-certificates': {
      const params = { endpoint, hostName, reason: outcome.kind, other: undefined, path: outcome.path };
      return [{ code: 'dind-tls-port', subject: endpoint, params }];
    }
  }
};
