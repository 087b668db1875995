import type { Transport } from '#parse/proc-net-listeners';

/**
 * Why an engine could not publish a port, from the error that it keeps with the container (`State.Error`).
 *
 *     … Error starting userland proxy: listen tcp4 0.0.0.0:8099: bind: address already in use        20.10
 *     … failed to bind host port for 0.0.0.0:8099:172.17.0.2:80/tcp: address already in use           28
 *     … Bind for 0.0.0.0:8098 failed: port is already allocated
 *     rootlessport listen tcp 0.0.0.0:80: bind: address already in use                                Podman
 *     cannot expose privileged port 80, … (currently 1024), …: listen tcp4 0.0.0.0:80: bind: permission denied
 *     Listen failed for HOST TCP port ‹any›/80: Permission denied                                         pasta
 *     … Error starting userland proxy: listen tcp4 192.0.2.7:80: bind: cannot assign requested address   20.10
 */
export interface PortConflict {
  /** `in-use`: the kernel refused it. `allocated`: the engine gave it to a container of its own. `privileged`: the kernel keeps it
   *  for root. `absent`: the host had no such address. */
  readonly kind: 'in-use' | 'allocated' | 'privileged' | 'absent';
  readonly address: string;
  readonly port: number;
  readonly transport: Transport;
}

const ADDRESS = String.raw`(\[[\da-f:]*\]|[\d.]*):(\d{1,5})`;
const ALLOCATED = new RegExp(`Bind for ${ADDRESS} failed: port is already allocated`, 'i');
const REFUSED = '(address already in use|cannot assign requested address)';
const LISTEN = new RegExp(`listen (tcp|udp)[46]? ${ADDRESS}: bind: ${REFUSED}`, 'i');
const HOST_PORT = new RegExp(
  `failed to bind host port (?:for )?${ADDRESS}(?::[^/ ]+)?/(tcp|udp): ${REFUSED}`,
  'i',
);

const LOW = /cannot expose privileged port (\d{1,5})\b/;
const LOW_FOR_PASTA = /Listen failed for HOST (TCP|UDP) port [^/\s]*\/(\d{1,5}): Permission denied/;

export const portConflictIn = (error: string): PortConflict | undefined => {
  const allocated = ALLOCATED.exec(error);
  // The sentence does not name the protocol; nearly all that is published is TCP.
  if (allocated !== null) return conflict('allocated', allocated[1], allocated[2], 'tcp');
  const listen = LISTEN.exec(error);
  if (listen !== null) return conflict(kindOf(listen[4]), listen[2], listen[3], listen[1]);
  const host = HOST_PORT.exec(error);
  if (host !== null) return conflict(kindOf(host[4]), host[1], host[2], host[3]);
  const low = LOW.exec(error);
  if (low !== null) return conflict('privileged', '', low[1], 'tcp');
  const pasta = LOW_FOR_PASTA.exec(error);
  return pasta === null ? undefined : conflict('privileged', '', pasta[2], pasta[1]);
};

const kindOf = (refusal = ''): PortConflict['kind'] => (/assign/i.test(refusal) ? 'absent' : 'in-use');

const conflict = (
  kind: PortConflict['kind'],
  address = '',
  port = '',
  transport = 'tcp',
): PortConflict | undefined => {
  const number = Number(port);
  if (number < 1 || number > 65_535) return undefined;
  const bare = address.replaceAll(/[[\]]/g, '') || '0.0.0.0';
  return { kind, address: bare, port: number, transport: transport.toLowerCase() === 'udp' ? 'udp' : 'tcp' };
};
