import { code } from '#core/finding';
import { isFlag, NOTHING_WORKS, ONLY_HERE, otherHost } from './socket.words.ts';

type Origin = { readonly origin: string };

/** The sentences about the choice of the engine: who made it, and where it leads. */
export const selectionCodes = {
  'dockerhost-stale': code<
    Origin & {
      readonly value: string;
      readonly detail: string;
      readonly working: string;
      /** The address of the one that works. */
      readonly example: string;
    }
  >({
    severity: 'error',
    message: ({ origin, value, detail }) =>
      `${origin} points to ${value}, where no engine answers: ${detail}.`,
    cause: ({ origin, working }) =>
      isFlag(origin)
        ? `${origin} names that engine for this run, and it is not there, while ${working} works.`
        : `The setting is left over from another engine, while ${working} works.`,
    consequence: ({ origin }) =>
      isFlag(origin)
        ? ONLY_HERE
        : 'Every client looks as if Docker were down, although an engine runs on this host.',
    remedy: ({ origin, example }) => staleRemedy(origin, example),
    leadsTo: ['act-wrong-engine'],
  }),
  'dockerhost-malformed': code<
    Origin & { readonly value: string; readonly problem: string; readonly suggestion: string | undefined }
  >({
    severity: 'error',
    message: ({ origin, value, problem }) => `${origin} is "${value}", which ${problem}.`,
    cause: () => 'The value is not written the way that docker reads it.',
    consequence: ({ origin }) =>
      isFlag(origin)
        ? ONLY_HERE
        : 'docker connects to the wrong place or to none, whatever engine is running.',
    remedy: ({ origin, suggestion }) => {
      if (isFlag(origin))
        return suggestion === undefined ? `Correct ${origin}.` : `Give ${origin} ${suggestion}.`;
      return suggestion === undefined
        ? `Correct or unset ${origin}.`
        : `Set ${origin} to ${suggestion}, or unset it.`;
    },
    leadsTo: ['act-wrong-engine'],
  }),
  'endpoint-unreachable': code<Origin & { readonly value: string; readonly detail: string }>({
    severity: 'error',
    message: ({ value, detail }) => `The engine at ${value} cannot be reached: ${detail}.`,
    cause: ({ origin }) => `${whoNamed(origin)}, and no engine could be asked there.`,
    consequence: ({ origin }) => (isFlag(origin) ? ONLY_HERE : NOTHING_WORKS()),
    remedy: ({ origin, value }) => {
      if (isFlag(origin)) return `Start the engine there, or ${otherHost(origin, value)}.`;
      return origin === 'default'
        ? 'Start the engine there.'
        : `Start the engine there, or correct ${origin}.`;
    },
    leadsTo: ['act-wrong-engine'],
  }),
  'context-missing': code<
    Origin & {
      readonly context: string;
      /** The names of the others; `default` is always there. */
      readonly existing: readonly string[];
    }
  >({
    severity: 'error',
    message: ({ context, origin }) => `The docker context "${context}" (chosen by ${origin}) does not exist.`,
    cause: ({ origin }) =>
      isFlag(origin)
        ? 'The docker configuration of this user has no context of that name.'
        : 'The engine that made the context was removed, or the configuration was copied without its contexts.',
    consequence: ({ origin }) =>
      isFlag(origin) ? ONLY_HERE : 'docker refuses every command; tools that ignore contexts may still work.',
    remedy: ({ origin, existing }) => {
      const names = existing.join(', ');
      if (isFlag(origin)) return `Give ${origin} a context that exists: ${names}.`;
      return origin === 'currentContext'
        ? `Choose a context that exists (${names}): docker context use ${existing[0] ?? 'default'}`
        : `Unset ${origin}, or name a context that exists: ${names}.`;
    },
  }),
};

const whoNamed = (origin: string): string => {
  if (origin === 'default') return 'Nobody named another address';
  return isFlag(origin) ? `${origin} names this address for this run` : `${origin} names this address`;
};

const staleRemedy = (origin: string, example: string): string => {
  switch (origin) {
    case 'DOCKER_HOST':
    case 'DOCKER_CONTEXT':
      return `Unset it (unset ${origin}), and remove the line that sets it from your shell's start files.`;
    case 'currentContext':
      return 'Choose another context: docker --context default context use default';
    case '--host':
      return `Give --host an engine that answers, for example ${example}.`;
    case '--context':
      return `Start the engine of that context, or look at the one that works: --host ${example}`;
    default:
      return `Name an engine that answers, for example ${example}.`;
  }
};
