import { isUnavailable, type Unavailable } from '#core/answer';
import { defineCheck } from '#core/check';
import { optional } from '#core/fact';
import type { Evidence, FindingOf } from '#core/finding';
import { engineContainers } from '#facts/engine-containers';
import { engineInUse } from '#facts/engine-in-use';
import { engineInfo } from '#facts/engine-info';
import { engineVersion } from '#facts/engine-version';
import { type SelectedEndpoint, selectedEndpoint } from '#facts/selected-endpoint';
import { type SshEngine, type SshOutcome, sshEngine } from '#facts/ssh-engine';
import { type TlsRefusal, tlsRefusal } from '#facts/tls-refusal';
import { remoteEngineCodes } from './remote-engine.codes.ts';

type Finding = FindingOf<typeof remoteEngineCodes>;

export const accessRemoteEngine = defineCheck({
  id: 'access/remote-engine',
  title: 'A remote engine lets this user in',
  about:
    'docker starts ssh where nobody sees it and prints a host name that it made up; of a TLS connection it says little more than "bad certificate". This check goes the same way and says who refused whom, and why.',
  symptoms: [
    'docker over SSH fails (exit status 255, Permission denied, Host key verification failed)',
    'x509: certificate has expired, or is valid for another name (remote engine)',
  ],
  needs: { selected: selectedEndpoint, ssh: optional(sshEngine), tls: optional(tlsRefusal) },
  explains: [engineInUse, engineInfo, engineVersion, engineContainers],
  codes: remoteEngineCodes,
  applies: ({ selected }) =>
    isOverSsh(selected) || isOverTls(selected)
      ? true
      : 'the engine is reached neither through ssh nor with TLS',
  evaluate: ({ selected, ssh, tls }) => {
    const first: Evidence = { source: `endpoint (${selected.origin})`, observed: selected.value };
    if (isOverSsh(selected)) return judgeSsh(first, ssh);
    if (isUnavailable(tls)) return { evidence: [first, lost(tls)], findings: [], missing: tls };
    return { evidence: [first, tlsEvidence(tls)], findings: judgeTls(selected.value, tls) };
  },
});

const isOverSsh = ({ resolved }: SelectedEndpoint): boolean =>
  resolved.kind === 'unsupported' && resolved.scheme === 'ssh';

const isOverTls = ({ resolved }: SelectedEndpoint): boolean =>
  resolved.kind === 'address' && resolved.address.kind === 'tcp' && resolved.address.tls !== undefined;

const lost = ({ source, detail }: Unavailable): Evidence => ({ source, observed: `not seen: ${detail}` });

const judgeSsh = (first: Evidence, ssh: SshEngine | undefined | Unavailable) => {
  if (ssh === undefined) return { evidence: [first] as const, findings: [] };
  if (isUnavailable(ssh)) return { evidence: [first, lost(ssh)] as const, findings: [], missing: ssh };
  const { outcome, command } = ssh;
  const evidence = [first, { source: command, observed: said(outcome) }] as const;
  if (outcome.kind === 'unclear') return { evidence, findings: [], missing: outcome.obstacle };
  return { evidence, findings: sshFindings(ssh) };
};

const said = (outcome: SshOutcome): string => {
  switch (outcome.kind) {
    case 'opens':
      return 'opens the engine';
    case 'no-ssh':
      return 'there is no program ssh';
    case 'unclear':
      return outcome.obstacle.detail;
    case 'ssh-fails':
    case 'remote-fails':
      return outcome.detail;
  }
};

const sshFindings = ({ destination, outcome }: SshEngine): readonly Finding[] => {
  const hostName = destination.replace(/^.*@/, '');
  switch (outcome.kind) {
    case 'opens':
    case 'unclear':
      return [];
    case 'no-ssh': {
      const params = { destination, hostName, reason: 'no-ssh', detail: 'there is no program ssh.' } as const;
      return [{ code: 'ssh-auth-fails', subject: destination, params }];
    }
    case 'ssh-fails': {
      const { reason, detail } = outcome;
      return [
        { code: 'ssh-auth-fails', subject: destination, params: { destination, hostName, reason, detail } },
      ];
    }
    case 'remote-fails': {
      const { reason, detail } = outcome;
      return [
        { code: 'ssh-remote-no-permission', subject: destination, params: { destination, reason, detail } },
      ];
    }
  }
};

const tlsEvidence = (tls: TlsRefusal | undefined): Evidence => {
  const source = 'TLS with the engine';
  if (tls === undefined) return { source, observed: 'no certificate is refused' };
  const ahead = tls.engineAheadMs === undefined ? '' : `; clocks: ${clockText(tls.engineAheadMs) ?? 'agree'}`;
  return { source, observed: `${tls.detail}${ahead}` };
};

const judgeTls = (endpoint: string, tls: TlsRefusal | undefined): readonly Finding[] => {
  if (tls === undefined) return [];
  const { reason, detail, path, engineAheadMs } = tls;
  // A clock matters to dates alone: a wrong name is wrong at any time.
  const clock = DATED.has(reason) && engineAheadMs !== undefined ? clockText(engineAheadMs) : undefined;
  return [{ code: 'tls-cert-invalid', subject: endpoint, params: { endpoint, reason, detail, path, clock } }];
};

const DATED: ReadonlySet<string> = new Set([
  ...['engine-expired', 'authority-expired', 'not-yet-valid', 'client-expired', 'client-refused'],
]);

const HOUR_MS = 3_600_000;

/** `3 days behind`; an hour or less is nothing that a certificate of days and years fails for. */
const clockText = (engineAheadMs: number): string | undefined => {
  const hours = Math.round(Math.abs(engineAheadMs) / HOUR_MS);
  if (hours < 1) return undefined;
  const [count, unit] = hours < 48 ? [hours, 'hour'] : [Math.round(hours / 24), 'day'];
  return `${count} ${unit}${count === 1 ? '' : 's'} ${engineAheadMs > 0 ? 'behind' : 'ahead of'}`;
};
