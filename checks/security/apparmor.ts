import { ifAvailable, isUnavailable, type Unavailable } from '#core/answer';
import { defineCheck } from '#core/check';
import { optional } from '#core/fact';
import type { Evidence, FindingOf } from '#core/finding';
import type { RoundTrip } from '#core/host';
import { type Apparmor, apparmor } from '#facts/apparmor';
import { containerRoundTrip } from '#facts/container-round-trip';
import { engineInUse } from '#facts/engine-in-use';
import { engineInfo } from '#facts/engine-info';
import { platform } from '#facts/platform';
import { runsHere } from '#facts/storage-directories';
import type { EngineInfo } from '#parse/engine-api';
import { apparmorCodes } from './apparmor.codes.ts';

type Finding = FindingOf<typeof apparmorCodes>;

export const securityApparmor = defineCheck({
  id: 'security/apparmor',
  title: 'AppArmor lets containers work',
  about:
    'An engine loads an AppArmor profile for its containers, which a reload of the profiles takes away, and the rules of an outer container may deny what a newer runc does. This check reads what the engine says when it runs a container, and what the kernel says of AppArmor.',
  symptoms: ['unable to apply apparmor profile'],
  informing: true,
  needs: {
    apparmor,
    platform,
    engine: engineInUse,
    info: engineInfo,
    trip: optional(containerRoundTrip),
  },
  codes: apparmorCodes,
  applies: ({ engine: { id, address }, info, platform, apparmor, trip }) => {
    if (!runsHere(address, info, platform)) return `the engine in use, ${id}, has another kernel`;
    // The rules of an outer container are not to be seen from within.
    const isInvolved = apparmor.enabled || SIGNS.some((sign) => sign.test(saidBy(ifAvailable(trip))));
    return isInvolved || 'AppArmor is not on in this kernel';
  },
  evaluate: ({ engine, info, apparmor, trip }) => ({
    evidence: [
      apparmorEvidence(apparmor),
      {
        source: 'GET /info',
        observed: `the engine ${usesApparmor(info) ? 'uses' : 'does not use'} AppArmor`,
      },
      tripEvidence(trip),
    ],
    findings: judge(apparmor, info, trip).map((finding) => ({ ...finding, engine: engine.id })),
  }),
});

const NO_PROFILE =
  /unable to apply apparmor profile|apparmor failed to apply profile|write \/proc\/(?:self|thread-self|\d+)\/attr\/(?:apparmor\/)?exec: (?:no such file or directory|invalid argument)/;
const DETACHED = /open sysctl net\.ipv4\.ip_unprivileged_port_start file: [^\n]*permission denied/;
const SIGNS = [NO_PROFILE, DETACHED];

const saidBy = (trip: RoundTrip | undefined): string => trip?.failure?.detail ?? trip?.unpublished ?? '';

const judge = (
  { enabled, parser, inside }: Apparmor,
  info: EngineInfo,
  trip: RoundTrip | Unavailable,
): readonly Finding[] => {
  const said = saidBy(ifAvailable(trip));
  const detached = DETACHED.exec(said)?.[0];
  if (detached !== undefined)
    return [{ code: 'apparmor-lxc-runc', subject: 'runc', params: { detail: detached, inside } }];
  const isInstalled = parser !== undefined;
  const detail = NO_PROFILE.exec(said)?.[0];
  if (detail !== undefined)
    return [
      { code: 'apparmor-profile-missing', subject: 'apparmor', params: { detail, parser: isInstalled } },
    ];
  // One that does not use AppArmor needs no profile, and a container that ran had what it needs.
  if (!enabled || isInstalled || !usesApparmor(info) || !isUnavailable(trip)) return [];
  const params = { detail: undefined, parser: false };
  return [{ code: 'apparmor-profile-missing', subject: 'apparmor', params, severity: 'warning' }];
};

const usesApparmor = ({ SecurityOptions }: EngineInfo): boolean =>
  SecurityOptions.some((option) => /^(?:name=)?apparmor\b/.test(option));

const apparmorEvidence = ({ enabled, parser, inside }: Apparmor): Evidence => ({
  source: 'read /sys/module/apparmor/parameters/enabled',
  observed: [
    enabled ? 'on' : 'not on',
    ...(enabled ? [`apparmor_parser ${parser ?? 'not installed'}`] : []),
    ...(inside === undefined ? [] : [`this host is a container (${inside})`]),
  ].join('; '),
});

const tripEvidence = (trip: RoundTrip | Unavailable): Evidence => {
  const source = 'run a container';
  if (isUnavailable(trip)) return { source, observed: `not tried: ${trip.detail}` };
  return { source, observed: trip.failure === undefined ? 'it ran' : 'it did not run' };
};
