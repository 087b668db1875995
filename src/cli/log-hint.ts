import type { RepairRecord } from '#core/report';
import { bare } from '#core/service-command';
import type { OfferedFix } from '#engine/proposals';

/** A repair of which a service's step failed, with the place where that service tells why. */
export const withLogPlace = (record: RepairRecord, { proposal }: OfferedFix): RepairRecord => {
  if (record.state !== 'failed' && record.state !== 'rolled-back') return record;
  const failed = proposal.steps[record.steps.findIndex(({ ok }) => !ok)];
  if (failed?.kind !== 'service') return record;
  const { manager, unit } = failed;
  const place = placeOf(manager, unit);
  return place === undefined ? record : { ...record, text: `${record.text} Why stands in its log: ${place}` };
};

const placeOf = (manager: string, unit: string): string | undefined => {
  switch (manager) {
    case 'systemd':
      return `sudo journalctl -u ${unit} -n 50`;
    case 'systemd-user':
      return `journalctl --user -u ${unit} -n 50`;
    case 'sysv':
    case 'openrc':
      return `/var/log/${bare(unit)}.log`;
    default:
      return undefined;
  }
};
