import { isUnavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { ReadableHost } from '#core/host';
import { type EndedRelease, endedRelease } from '#parse/engine-releases';
import { engineInUse } from './engine-in-use.ts';
import { engineInfo } from './engine-info.ts';
import { type Installation, installation } from './installation.ts';
import { platform } from './platform.ts';
import { runsHere } from './storage-directories.ts';

/** An engine of a release that its makers no longer care for. */
export interface EngineAge extends EndedRelease {
  readonly version: string;
  /** Who made the package: a distribution cares for its own. `unknown`: not to be seen, or no package. */
  readonly origin: 'docker' | 'distribution' | 'unknown';
}

/** `undefined`: its release is cared for, or nobody has said until when, or it is no Docker Engine. */
export const engineAge = defineFact({
  id: 'engine-age',
  summary: 'whether the release of the engine has reached its end, and who made its package',
  needs: { engineInUse, engineInfo, installation, platform },
  collect: async (
    host,
    { engineInUse, engineInfo, installation, platform },
  ): Promise<EngineAge | undefined> => {
    const { ServerVersion: version } = engineInfo;
    const nowMs = await host.nowMs();
    if (engineInUse.engine !== 'docker' || version === undefined || isUnavailable(nowMs)) return undefined;
    const ended = endedRelease(version, nowMs);
    if (ended === undefined) return undefined;
    const isHere = runsHere(engineInUse.address, engineInfo, platform);
    return { ...ended, version, origin: await originOf(host, version, isHere ? installation : undefined) };
  },
});

const originOf = async (
  host: ReadableHost,
  version: string,
  here: Installation | undefined,
): Promise<EngineAge['origin']> => {
  // Debian takes files out of what Moby publishes, and says so in the version.
  if (/\+(?:dfsg|ds)\d*/.test(version)) return 'distribution';
  if (here === undefined) return 'unknown';
  const [ofDocker, ofDebian, ofMicrosoft] = await Promise.all(
    ['docker-ce', 'docker.io', 'moby-engine'].map((name) => host.stat(`/var/lib/dpkg/info/${name}.list`)),
  );
  if (isThere(ofDocker)) return 'docker';
  if (isThere(ofDebian) || isThere(ofMicrosoft)) return 'distribution';
  return here.dockerd === undefined ? 'unknown' : originByRpm(host, here.dockerd);
};

const isThere = (stat: object | undefined): boolean => stat !== undefined && !isUnavailable(stat);

const originByRpm = async (host: ReadableHost, dockerd: string): Promise<EngineAge['origin']> => {
  const output = await host.query(['rpm', '-qf', '--qf', '%{NAME}\\n', dockerd], { timeoutMs: 3000 });
  if (isUnavailable(output) || output.exitCode !== 0) return 'unknown';
  return output.stdout.trim().startsWith('docker-ce') ? 'docker' : 'distribution';
};
