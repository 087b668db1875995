import { ifAvailable, isUnavailable, type Unavailable } from '#core/answer';
import { defineCheck } from '#core/check';
import { optional } from '#core/fact';
import type { Evidence, FindingOf } from '#core/finding';
import type { EngineAddress, Identity } from '#core/host';
import { type BindMountLabel, bindMountLabels } from '#facts/bind-mount-labels';
import { type DataRootLabel, dataRootLabel } from '#facts/data-root-label';
import { type EngineInUse, engineInUse } from '#facts/engine-in-use';
import { engineInfo } from '#facts/engine-info';
import { identity } from '#facts/identity';
import { type Selinux, selinux } from '#facts/selinux';
import { type SelinuxPolicy, selinuxPolicy } from '#facts/selinux-policy';
import type { EngineInfo } from '#parse/engine-api';
import { selinuxCodes } from './selinux.codes.ts';

type Finding = FindingOf<typeof selinuxCodes>;

export const securitySelinux = defineCheck({
  id: 'security/selinux',
  title: 'SELinux lets containers work',
  about:
    'With SELinux enforcing, a moved data root or a missing policy package makes programs in containers fail with errors that name anything but SELinux. The mode is read from the kernel, not from its configuration.',
  symptoms: ['Permission denied inside a container on Fedora, RHEL or CentOS (SELinux)'],
  needs: {
    identity,
    selinux,
    policy: optional(selinuxPolicy),
    engine: optional(engineInUse),
    info: optional(engineInfo),
    label: optional(dataRootLabel),
    mounts: optional(bindMountLabels),
  },
  codes: selinuxCodes,
  applies: ({ selinux: { mode, seen }, engine }) => {
    if (mode === 'absent') return `the kernel has no SELinux (${seen.source}: ${seen.observed})`;
    if (mode === 'inactive') return `SELinux is not active (${seen.source}: ${seen.observed})`;
    const address = ifAvailable(engine)?.address;
    return address === undefined || isHere(address) ? true : 'the engine runs on another host';
  },
  evaluate: (needs) => {
    const { selinux, policy, info, label } = needs;
    return {
      evidence: [selinux.seen, configured(selinux), policySeen(policy), engineSeen(info), labelSeen(label)],
      findings: selinux.mode === 'enforcing' ? judge(needs) : [],
      ...(selinux.mode === 'enforcing' && isUnavailable(info) ? { missing: withOrigin(info) } : {}),
    };
  },
});

const withOrigin = (info: Unavailable): Unavailable => ({ ...info, origin: info.origin ?? engineInfo.id });

const isHere = (address: EngineAddress): boolean =>
  address.kind === 'unix' || /^(?:localhost|127\.|::1$)/.test(address.hostName);

interface Needs {
  readonly identity: Identity;
  readonly selinux: Selinux;
  readonly policy: SelinuxPolicy | Unavailable;
  readonly engine: EngineInUse | Unavailable;
  readonly info: EngineInfo | Unavailable;
  readonly label: DataRootLabel | Unavailable;
  readonly mounts: readonly BindMountLabel[] | Unavailable;
}

const judge = ({ identity, selinux, policy, engine, info, label, mounts }: Needs): readonly Finding[] => {
  if (isUnavailable(engine) || isUnavailable(info) || isElsewhere(info)) return [];
  const about = { engine: engine.id };
  // An engine without its support starts containers in a domain that SELinux does not confine: labels do not
  // matter to them.
  if (!usesSelinux(info)) {
    return [{ code: 'selinux-engine-off', subject: engine.id, ...about, params: { engine: engine.id } }];
  }
  const findings: Finding[] = [];
  if (!isUnavailable(policy) && !policy.knowsContainers) {
    const name = selinux.configured.policy ?? 'targeted';
    findings.push({ code: 'selinux-policy-missing', subject: name, ...about, params: { policy: name } });
  }
  if (!isUnavailable(label) && !isRootless(info, label.path, identity) && !FITS.test(label.context.type)) {
    const usual = engine.engine === 'podman' ? '/var/lib/containers/storage' : '/var/lib/docker';
    const params = { path: label.path, type: label.context.type, usual };
    findings.push({ code: 'selinux-data-root-label', subject: label.path, ...about, params });
  }
  const denied = (ifAvailable(mounts) ?? []).filter(({ type }) => DENIED.has(type));
  const paths = [...new Set(denied.map(({ path }) => path))];
  for (const path of paths) {
    const own = denied.filter((one) => one.path === path);
    const params = {
      path,
      type: own[0]?.type ?? '',
      containers: own.map(({ container }) => container),
      shared: SHARED.test(path),
    };
    findings.push({ code: 'selinux-bind-mount', subject: path, ...about, params });
  }
  return findings;
};

/** What the policy keeps from containers for certain; of other types some may be read. */
const DENIED: ReadonlySet<string> = new Set([
  'user_home_t',
  'user_home_dir_t',
  'admin_home_t',
  'default_t',
  'unlabeled_t',
  'tmp_t',
  'user_tmp_t',
]);

/** The rest of the system needs the labels of these as they are. */
const SHARED = /^\/(?:$|home\/?[^/]*$|root$|tmp$|(?:etc|usr|var|boot)(?:\/|$))/;

// container_var_lib_t, container_file_t, container_ro_file_t and their older names.
const FITS = /^(?:container|docker)_(?:var_lib|file|ro_file|share)_t$|^svirt_sandbox_file_t$/;

const usesSelinux = ({ SecurityOptions }: EngineInfo): boolean =>
  SecurityOptions.some((option) => /^(?:name=)?selinux\b/.test(option));

/** Docker Desktop's engine lives in a virtual machine with a kernel of its own. */
const isElsewhere = ({ OperatingSystem }: EngineInfo): boolean => OperatingSystem === 'Docker Desktop';

/** A data root in a home has the labels of a home, and the policy allows for that. */
const isRootless = ({ SecurityOptions }: EngineInfo, path: string, { home }: Identity): boolean =>
  SecurityOptions.includes('name=rootless') ||
  (home !== undefined && home !== '/' && path.startsWith(`${home}/`));

const configured = ({ configured }: Selinux): Evidence => ({
  source: 'read /etc/selinux/config',
  observed: `at the next boot: ${configured.mode ?? 'not said'}, policy ${configured.policy ?? 'not said'}`,
});

const policySeen = (policy: SelinuxPolicy | Unavailable): Evidence =>
  isUnavailable(policy) ? { source: policy.source, observed: policy.detail } : policy.seen;

const engineSeen = (info: EngineInfo | Unavailable): Evidence => {
  if (isUnavailable(info)) return { source: 'GET /info', observed: info.detail };
  return {
    source: 'GET /info',
    observed: `the engine ${usesSelinux(info) ? 'uses' : 'does not use'} SELinux`,
  };
};

const labelSeen = (label: DataRootLabel | Unavailable): Evidence =>
  isUnavailable(label)
    ? { source: label.source, observed: label.detail }
    : { source: `stat -L -c %C ${label.path}`, observed: label.text };
