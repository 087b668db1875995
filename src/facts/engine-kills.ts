import { ifAvailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { ReadableHost } from '#core/host';
import type { SystemdUnit } from '#parse/systemctl-show';
import { dockerUnits } from './docker-units.ts';
import { isFailing } from './units-of-docker.ts';

/** A daemon of Docker's that was killed because the host ran out of memory. */
export interface EngineKill {
  readonly unit: 'docker.service' | 'containerd.service';
  /** It does not run since; otherwise systemd has started it anew. */
  readonly down: boolean;
  /** Who says so, and what. */
  readonly source: string;
  readonly observed: string;
}

export const engineKills = defineFact({
  id: 'engine-kills',
  summary: 'whether dockerd or containerd was killed for want of memory',
  needs: { dockerUnits },
  collect: async (host, { dockerUnits }): Promise<readonly EngineKill[]> => {
    const units = [
      ['docker.service', dockerUnits.docker, 'dockerd'],
      ['containerd.service', dockerUnits.containerd, 'containerd'],
    ] as const;
    const told = units.flatMap(([unit, found]): EngineKill[] =>
      found?.result === 'oom-kill'
        ? [{ unit, down: isFailing(found), source: `systemctl show ${unit}`, observed: 'result oom-kill' }]
        : [],
    );
    const suspects = units.filter(
      ([unit, found]) => told.every((one) => one.unit !== unit) && wasKilled(found),
    );
    if (suspects.length === 0) return told;
    const killed = await killedByKernel(host);
    return [
      ...told,
      ...suspects.flatMap(([unit, found, program]): EngineKill[] =>
        killed
          .filter(({ name }) => name === program)
          .slice(-1)
          .map(({ line }) => ({
            unit,
            down: isFailing(found),
            source: 'journalctl --dmesg',
            observed: line,
          })),
      ),
    ];
  },
});

/** With version 1 of the control groups systemd sees a kill like any other. */
const wasKilled = (unit: SystemdUnit | undefined): boolean =>
  (unit?.result === 'signal' && unit.execMainStatus === 9) || (unit?.nRestarts ?? 0) > 0;

interface Killed {
  readonly name: string;
  readonly line: string;
}

/** Of the last day; what happened longer ago is history. Not everybody may read it. */
const killedByKernel = async (host: ReadableHost): Promise<readonly Killed[]> => {
  const output = ifAvailable(
    await host.query([
      ...(['journalctl', '--no-pager', '--output=cat', '--dmesg', '--since=-1d', '--lines=2000'] as const),
    ]),
  );
  if (output?.exitCode !== 0) return [];
  return output.stdout.split('\n').flatMap((line) => {
    const name = KILLED.exec(line.slice(0, 1000))?.[1];
    return name === undefined ? [] : [{ name, line: line.trim().slice(0, 200) }];
  });
};

/** `Out of memory: Killed process 1234 (dockerd) total-vm:…`, of a group: `Memory cgroup out of memory: Killed process …` */
const KILLED = /out of memory: Kill(?:ed)? process \d+ \((dockerd|containerd)\)/i;
