import { compact, linesOf } from '#parse/text';

/**
 * `/etc/nvidia-container-runtime/config.toml`: three keys of it. What is commented out is not set.
 *
 *     [nvidia-container-cli]
 *     #no-cgroups = false
 *     ldconfig = "@/sbin/ldconfig.real"
 *
 *     [nvidia-container-runtime]
 *     mode = "auto"
 */
export interface NvidiaContainerConfig {
  readonly noCgroups?: boolean;
  /** With its `@`, which means: a path on the host. */
  readonly ldconfig?: string;
  readonly mode?: string;
}

export const parseNvidiaContainerConfig = (text: string): NvidiaContainerConfig => {
  const values = new Map<string, string>();
  let section = '';
  for (const line of linesOf(text)) {
    const [, header] = /^\s*\[([^[\]]+)\]\s*(?:#.*)?$/.exec(line.slice(0, 4096)) ?? [];
    if (header !== undefined) section = header.trim();
    const [, key, value] = /^\s*([A-Za-z0-9_-]+)\s*=\s*(.*?)\s*$/.exec(line.slice(0, 4096)) ?? [];
    if (key !== undefined && value !== undefined) values.set(`${section}.${key}`, value);
  }
  const noCgroups = /^(true|false)\b/.exec(values.get('nvidia-container-cli.no-cgroups') ?? '')?.[1];
  return compact({
    noCgroups: noCgroups === undefined ? undefined : noCgroups === 'true',
    ldconfig: quoted(values.get('nvidia-container-cli.ldconfig')),
    mode: quoted(values.get('nvidia-container-runtime.mode')),
  });
};

/** The lines that set them, as they stand there. */
export interface NvidiaConfigLines {
  readonly noCgroups?: string;
  readonly ldconfig?: string;
}

export const nvidiaConfigLines = (text: string): NvidiaConfigLines => {
  const find = (key: string): string | undefined =>
    linesOf(text).find((line) => new RegExp(`^\\s*${key}\\s*=`).test(line));
  return compact({ noCgroups: find('no-cgroups'), ldconfig: find('ldconfig') });
};

const quoted = (value: string | undefined): string | undefined => {
  const [, double, single] = /^(?:"([^"]*)"|'([^']*)')/.exec(value ?? '') ?? [];
  return double ?? single;
};
