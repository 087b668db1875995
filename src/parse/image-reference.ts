/** An image as docker understands its name. */
export interface ImageReference {
  /** `docker.io`, `ghcr.io`, `10.99.0.2:5000`. */
  readonly registry: string;
  /** `library/debian`. */
  readonly name: string;
  /** `12`, or `sha256:…`. */
  readonly reference: string;
  /** As it was written, without a registry: the others who read it need not take Docker Hub. */
  readonly isShort: boolean;
}

/** Why a name is none. */
export type ReferenceProblem = 'empty' | 'scheme' | 'space' | 'upper-case' | 'tag' | 'digest' | 'other';

export interface BadReference {
  readonly kind: 'bad-reference';
  readonly problem: ReferenceProblem;
  /** The name that may have been meant, where it can be told. */
  readonly meant?: string;
}

export const isBadReference = (value: ImageReference | BadReference): value is BadReference =>
  'kind' in value;

const PATH = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const DOMAIN =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[0-9a-fA-F:]+\])(?::\d{1,5})?$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const MAX_NAME = 255;

/**
 * By the grammar of the distribution project, with docker's defaults.
 *
 *     debian → docker.io, library/debian, latest        ghcr.io/a/b:1@sha256:… → the digest counts
 */
export const parseImageReference = (text: string): ImageReference | BadReference => {
  const problem = obviousProblem(text);
  if (problem !== undefined) return problem;
  const [named = '', digest, ...more] = text.split('@');
  if (more.length > 0 || (digest !== undefined && !DIGEST.test(digest))) return bad('digest');
  const [, base = named, tag] = /^(.*):([^/]*)$/.exec(named) ?? [];
  if (tag !== undefined && !TAG.test(tag)) return bad('tag');
  const [first = '', ...rest] = base.split('/');
  const isShort = rest.length === 0 || !isRegistry(first);
  const path = isShort ? base : rest.join('/');
  if (!isShort && !DOMAIN.test(first)) return bad('other');
  if (/[A-Z]/.test(path)) {
    const meant = text.replace(path, path.toLowerCase());
    return isBadReference(parseImageReference(meant)) ? bad('upper-case') : bad('upper-case', meant);
  }
  if (!PATH.test(path) || path.length > MAX_NAME) return bad('other');
  const registry = isShort || first === 'index.docker.io' ? 'docker.io' : first;
  const name = registry === 'docker.io' && !path.includes('/') ? `library/${path}` : path;
  return { registry, name, reference: digest ?? tag ?? 'latest', isShort };
};

/** As docker tells a registry from the first part of a name. (Later ones also take upper case for one, which nobody means.) */
const isRegistry = (first: string): boolean => /[.:]/.test(first) || first === 'localhost';

const obviousProblem = (text: string): BadReference | undefined => {
  if (text.trim() === '') return bad('empty');
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    const meant = text.replace(/^[^:]*:\/\//, '').replace(/\/$/, '');
    return isBadReference(parseImageReference(meant)) ? bad('scheme') : bad('scheme', meant);
  }
  return /\s/.test(text) ? bad('space') : undefined;
};

const bad = (problem: ReferenceProblem, meant?: string): BadReference => ({
  kind: 'bad-reference',
  problem,
  ...(meant === undefined ? {} : { meant }),
});

/** Where the images of a registry really are. */
export const registryHost = (registry: string): string =>
  registry === 'docker.io' ? 'registry-1.docker.io' : registry;
