import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { ReadableHost, TlsFiles } from '#core/host';
import { parseDockerContextMeta } from '#parse/docker-context-meta';
import { isMalformed } from '#parse/malformed';
import { configDirectory } from './docker-config.ts';
import { identity } from './identity.ts';

export interface DockerContext {
  readonly name: string;
  readonly host: string;
  readonly tls?: TlsFiles;
}

export const dockerContexts = defineFact({
  id: 'docker-contexts',
  summary: 'the contexts in the docker client store',
  needs: { identity },
  collect: async (host, { identity }): Promise<readonly DockerContext[] | Unavailable> => {
    const directory = configDirectory(identity);
    if (directory === undefined) return [];
    const stores = await host.list(`${directory}/contexts/meta`);
    if (isUnavailable(stores)) return stores.reason === 'absent' ? [] : stores;
    const contexts = await Promise.all(stores.map((store) => readContext(host, directory, store)));
    return contexts.filter((context) => context !== undefined);
  },
});

/** A context that cannot be read is left out: to the docker client it does not exist either. */
const readContext = async (
  host: ReadableHost,
  directory: string,
  store: string,
): Promise<DockerContext | undefined> => {
  const text = await host.readFile(`${directory}/contexts/meta/${store}/meta.json`);
  if (isUnavailable(text)) return undefined;
  const meta = parseDockerContextMeta(text);
  if (isMalformed(meta) || meta.host === undefined) return undefined;
  const tls = await tlsOf(host, `${directory}/contexts/tls/${store}/docker`, meta.skipTlsVerify);
  return { name: meta.name, host: meta.host, ...(tls === undefined ? {} : { tls }) };
};

const tlsOf = async (
  host: ReadableHost,
  directory: string,
  skipVerify: boolean,
): Promise<TlsFiles | undefined> => {
  const names = await host.list(directory);
  if (isUnavailable(names)) return skipVerify ? { skipVerify } : undefined;
  return {
    ...(names.includes('ca.pem') ? { caPath: `${directory}/ca.pem` } : {}),
    ...(names.includes('cert.pem') ? { certPath: `${directory}/cert.pem` } : {}),
    ...(names.includes('key.pem') ? { keyPath: `${directory}/key.pem` } : {}),
    ...(skipVerify ? { skipVerify } : {}),
  };
};
