import type { EngineAddress } from '#core/host';
import { isInNetwork } from './proxy.ts';

/** Where a registry listens. */
export type RegistryAddress = Extract<EngineAddress, { readonly kind: 'tcp' }>;

/**
 * The registry of an image's name, where it is a private one: with a port, or an address instead of a name. All others are
 * public ones or stand behind a proxy, and say for themselves what is wrong with them.
 *
 *     10.99.0.2:5000/app:1 → 10.99.0.2:5000      debian:12, ghcr.io/a/b → none
 */
export const parsePrivateRegistry = (image: string): string | undefined => {
  const [first = '', ...rest] = image.split('/');
  const isNamed = rest.length > 0 && (/:\d{1,5}$/.test(first) || /^\d+\.\d+\.\d+\.\d+$/.test(first));
  return isNamed && /^[\w.-]+(?::\d+)?$/.test(first) ? first : undefined;
};

/** What stands in `auths` and `credHelpers` is a name or a URL; Docker Hub's are left out. */
export const parseLoginRegistry = (key: string): string | undefined => {
  const name = key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  if (/(?:^|\.)docker\.(?:io|com)$/.test(name)) return undefined;
  return /^[\w.-]+(?::\d{1,5})?$/.test(name) ? name : undefined;
};

export const registryAddress = (name: string, port: number): RegistryAddress => {
  const [hostName = name, digits] = name.split(':');
  return { kind: 'tcp', hostName, port: digits === undefined ? port : Number(digits) };
};

/** `https://mirror.example:5000/` → scheme and name. */
export const parseMirror = (url: string): { readonly secure: boolean; readonly name: string } | undefined => {
  const [, scheme, name] = /^(https?):\/\/([\w.-]+(?::\d{1,5})?)\/?$/.exec(url) ?? [];
  return name === undefined ? undefined : { secure: scheme === 'https', name };
};

export interface TrustRules {
  readonly InsecureRegistryCIDRs: readonly string[];
  readonly IndexConfigs: Readonly<Record<string, { readonly Secure?: boolean | undefined }>>;
}

/** Whether the engine itself asks nothing of a registry's TLS. `addresses`: what its name stands for. */
export const isInsecure = (
  name: string,
  addresses: readonly string[],
  { InsecureRegistryCIDRs, IndexConfigs }: TrustRules,
): boolean =>
  IndexConfigs[name]?.Secure === false ||
  addresses.some((address) => InsecureRegistryCIDRs.some((network) => isInNetwork(address, network)));

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '127.0.0.0/8', '169.254.0.0/16'];

export const isPrivateAddress = (address: string): boolean =>
  PRIVATE.some((network) => isInNetwork(address, network));
