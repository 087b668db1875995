import { expect, it, test } from 'vitest';
import { ciDockerInDocker } from '#checks/ci/docker-in-docker';
import type { DindOutcome } from '#facts/dind-setup';

const judge = (outcome: DindOutcome, isKubernetes = false) =>
  ciDockerInDocker.evaluate({
    setup: { hostName: 'docker', port: 2375, told: ['DOCKER_HOST=tcp://docker:2375'], isKubernetes, outcome },
  });
const sentences = (verdict: ReturnType<typeof judge>): string => {
  const [finding] = verdict.findings;
  if (finding === undefined) throw new Error('no finding');
  const { message, cause, remedy } = ciDockerInDocker.codes[finding.code];
  return [message, cause, remedy].map((sentence) => sentence(finding.params as never)).join(' ');
};

test('what works, and no job at all, is well', () => {
  expect(judge({ kind: 'no-fault' }).findings).toEqual([]);
  expect(ciDockerInDocker.applies?.({ setup: undefined })).toMatch(/no job/);
});

it.each<[DindOutcome, RegExp]>([
  [{ kind: 'other-port', port: 2376 }, /somebody does at port 2376\..*since 19\.03 listen on 2376/],
  [{ kind: 'other-port', port: 2375 }, /empty DOCKER_TLS_CERTDIR/],
  [{ kind: 'plain-to-tls' }, /asks it without.*DOCKER_TLS_VERIFY=1/],
  [{ kind: 'tls-to-plain' }, /speaks no TLS/],
  [{ kind: 'no-certificates', path: '/certs/client/ca.pem' }, /not shared with this job.*one volume/],
])('dind-tls-port: %j', (outcome, words) => {
  expect(judge(outcome).findings.map(({ code }) => code)).toEqual(['dind-tls-port']);
  expect(sentences(judge(outcome))).toMatch(words);
});

test('dind-host-unresolved: a service that is missing, and a pod in which there are no names', () => {
  expect(judge({ kind: 'unresolved' }).findings.map(({ code }) => code)).toEqual(['dind-host-unresolved']);
  expect(sentences(judge({ kind: 'unresolved' }))).toContain('alias docker');
  expect(sentences(judge({ kind: 'unresolved' }, true))).toContain('DOCKER_HOST=tcp://localhost:2375');
});
