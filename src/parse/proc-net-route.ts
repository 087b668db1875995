import { type Ipv4Network, ipv4Network } from '#parse/ipv4-network';
import { linesOf, wordsOf } from '#parse/text';

/**
 * Whether a way out of the local networks exists, and the routes of IPv4. `/proc/net/route` and `/proc/net/ipv6_route`, numbers in
 * hexadecimal, the destination of the first with its bytes reversed; flag 1 means up, flag 200 a refusal.
 *
 *     Iface  Destination  Gateway   Flags  RefCnt  Use  Metric  Mask      MTU  Window  IRTT
 *     eth0   00000000     010200C0  0003   0       0    0       00000000  0    0       0
 *
 *     00000000000000000000000000000000 00 0000…0000 00 fd000000000000000000000000000001 00000400 … 00000003 eth0
 */
const RTF_UP = 0x1;
const RTF_REJECT = 0x200;
// A VPN puts two halves of the address space beside the default route instead of replacing it.
const WIDEST_MASKS = ['00000000', '00000080'];

export const hasDefaultRoute4 = (text: string): boolean =>
  linesOf(text).some((line) => {
    const [device, destination = '', , flags = '', , , , mask = ''] = wordsOf(line);
    return (
      device !== 'lo' && /^0{6}[08]0$/.test(destination) && WIDEST_MASKS.includes(mask) && isUsable(flags)
    );
  });

export const hasDefaultRoute6 = (text: string): boolean =>
  linesOf(text).some((line) => {
    const words = wordsOf(line);
    const [destination = '', length = ''] = words;
    const [flags = '', device] = words.slice(8);
    const isWide = /^[08]0{31}$/.test(destination) && (length === '00' || length === '01');
    return isWide && device !== 'lo' && isUsable(flags);
  });

const isUsable = (flags: string): boolean => {
  const bits = Number.parseInt(flags, 16);
  return (bits & RTF_UP) !== 0 && (bits & RTF_REJECT) === 0;
};

/** One line of `/proc/net/route`. */
export interface Ipv4Route {
  readonly device: string;
  readonly network: Ipv4Network;
  /** Absent where the network lies directly behind the device. */
  readonly gateway?: Ipv4Network;
  readonly metric: number;
}

/** The routes in use, refusals left out. */
export const parseRoutes4 = (text: string): readonly Ipv4Route[] =>
  linesOf(text).flatMap((line) => {
    const [device, destination, via, flags = '', , , metric = '', mask] = wordsOf(line);
    const [base, next, bits] = [addressOf(destination), addressOf(via), addressOf(mask)];
    if (device === undefined || base === undefined || next === undefined || bits === undefined) return [];
    if (!isUsable(flags)) return [];
    const gateway = next === 0 ? {} : { gateway: ipv4Network(next, 32) };
    const network = ipv4Network(base, onesIn(bits));
    return [{ device, network, ...gateway, metric: Number(metric) || 0 }];
  });

const addressOf = (hex = ''): number | undefined =>
  /^[\dA-F]{8}$/i.test(hex) ? Number.parseInt((hex.match(/../g) ?? []).reverse().join(''), 16) : undefined;

const onesIn = (mask: number): number => mask.toString(2).replaceAll('0', '').length;
