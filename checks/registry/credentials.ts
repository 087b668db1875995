import { defineCheck } from '#core/check';
import type { Evidence, FindingOf } from '#core/finding';
import { type ProposalRequest, propose } from '#core/fix';
import { formatDuration } from '#core/text';
import { type CredentialHelper, credentialHelpers, type HelperState } from '#facts/credential-helpers';
import type { EditableFile } from '#facts/editable-file';
import { dropCredentialHelper } from '#fixes/drop-credential-helper';
import { credentialsCodes } from './credentials.codes.ts';

type Finding = FindingOf<typeof credentialsCodes>;

export const registryCredentials = defineCheck({
  id: 'registry/credentials',
  title: 'Credential helpers answer',
  about:
    'docker keeps passwords through a program that its configuration names. Where that program is gone or its store is locked, a plain pull may still work while builds, Compose and logins fail.',
  symptoms: ['error getting credentials, docker-credential-… not found'],
  needs: { credentials: credentialHelpers },
  codes: credentialsCodes,
  applies: ({ credentials }) =>
    credentials === undefined || credentials.helpers.length === 0
      ? 'the docker client is set up without a credential helper'
      : true,
  evaluate: ({ credentials }) => {
    const { path, helpers, file } = credentials ?? { path: '', helpers: [], file: undefined };
    const unknown = helpers.map(({ state }) => state).find((state) => state.kind === 'unknown');
    return {
      evidence: [
        {
          source: `read ${path}`,
          observed: `credential helpers: ${helpers.map(({ name }) => name).join(', ')}`,
        },
        ...helpers.map(evidenceOf),
      ],
      findings: helpers.flatMap((helper) => judge(helper, path, file)),
      ...(unknown === undefined ? {} : { missing: unknown.obstacle }),
    };
  },
});

const programOf = ({ name }: CredentialHelper): string => `docker-credential-${name}`;

const evidenceOf = (helper: CredentialHelper): Evidence => {
  const { state } = helper;
  return state.kind === 'missing'
    ? { source: `look for ${programOf(helper)} in PATH`, observed: state.elsewhere ?? 'not there' }
    : { source: `${state.path} list`, observed: observedOf(state) };
};

const observedOf = (state: Exclude<HelperState, { kind: 'missing' }>): string => {
  switch (state.kind) {
    case 'answers':
      return 'answers';
    case 'fails':
      return state.detail;
    case 'silent':
      return silence(state.afterMs);
    case 'unknown':
      return state.obstacle.detail;
  }
};

const silence = (afterMs: number): string => `no answer within ${formatDuration(afterMs)}`;

const dropping = (
  { program, isStore, registries }: Omit<Parameters<typeof dropCredentialHelper.plan>[0], 'file'>,
  file: EditableFile | undefined,
): readonly ProposalRequest[] =>
  file === undefined ? [] : [propose(dropCredentialHelper, { file, program, isStore, registries })];

/** A helper for single registries concerns those alone; one that is slow may be waiting for its user. */
const judge = (
  helper: CredentialHelper,
  path: string,
  file: EditableFile | undefined,
): readonly Finding[] => {
  const { state, isStore, registries } = helper;
  const program = programOf(helper);
  const params = { program, path, isStore, registries };
  const severity = isStore && state.kind !== 'silent' ? 'error' : 'warning';
  switch (state.kind) {
    case 'missing':
      return [
        {
          code: 'cred-helper-missing',
          subject: program,
          params: { ...params, elsewhere: state.elsewhere },
          severity,
          fixes: state.elsewhere === undefined ? dropping(params, file) : [],
        },
      ];
    case 'fails':
      return [
        {
          code: 'cred-helper-fails',
          subject: program,
          params: { ...params, detail: state.detail, silent: false },
          severity,
          fixes: dropping(params, file),
        },
      ];
    case 'silent':
      return [
        {
          code: 'cred-helper-fails',
          subject: program,
          params: { ...params, detail: silence(state.afterMs), silent: true },
          severity,
        },
      ];
    case 'answers':
    case 'unknown':
      return [];
  }
};
