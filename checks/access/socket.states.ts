import { oneLine, shortened } from '#core/text';
import type { Endpoint } from '#facts/endpoints';

type State = Endpoint['state'];

/** Why no engine answers there, in words that continue a sentence. */
export const deadText = (state: State): string => {
  switch (state.kind) {
    case 'answers':
      return 'it answers';
    case 'missing':
      return 'there is no such socket';
    case 'dangling':
      return `it is a link to ${state.linkTarget}, which does not exist`;
    case 'directory':
      return 'it is a directory';
    case 'not-a-socket':
      return `it is a ${state.type}`;
    case 'denied':
      return `permission denied at ${state.path}`;
    case 'refused':
      return 'the connection is refused';
    case 'hung':
      return 'it accepts connections but does not answer';
    case 'tls-expected':
      return 'it speaks TLS, and was asked without';
    case 'tls-refused':
      return 'it does not speak TLS, and was asked with it';
    case 'tls-file-missing':
      return `${state.path} cannot be read`;
    case 'not-http':
      return state.detail;
    case 'http-error':
      return httpText(state);
    case 'unreachable':
      return ERRNO[state.detail] ?? state.detail;
  }
};

const httpText = ({ status, body }: Extract<State, { kind: 'http-error' }>): string => {
  const words = shortened(oneLine(body), 120);
  return `it answers /_ping with HTTP ${status}${words === '' ? '' : ` (${words})`}`;
};

const ERRNO: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection is refused',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no way to its network',
  ENOTFOUND: 'its host name is unknown',
  EAI_AGAIN: 'no name server answers for its host name',
  ETIMEDOUT: 'the connection is not answered',
};
