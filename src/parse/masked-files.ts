import { stars } from '#core/secrets';

// What a recording may hold of files that people keep secrets in: their structure, and of their values those that
// are read. A list of what is secret would never be whole. Lengths stay, so that positions of faults stay true.

/** What the docker client's config.json says under these names is read. */
const READ: ReadonlySet<string> = new Set(['currentContext', 'credsStore', 'cliPluginsExtraDirs']);
const READ_INSIDE = 'credHelpers';

const TOKEN = /"(?:[^"\\\n]|\\[^\n])*"?|[{}[\]:,]|[^"{}[\]:,]+/g;

/** `config.json` of the docker client, whole or malformed. */
export const maskClientConfig = (text: string): string => {
  const tokens = text.match(TOKEN) ?? [];
  /** The key under which each open object or list stands. */
  const open: string[] = [];
  let key = '';
  let before = '';
  return tokens
    .map((token, index) => {
      if (token.trim() === '') return token;
      const previous = before;
      before = token;
      if (token === '{' || token === '[') open.push(key);
      else if (token === '}' || token === ']') key = open.pop() ?? '';
      if (!token.startsWith('"')) return STRUCTURE.test(token) ? token : maskBare(token);
      if (previous !== ':' && isFollowedByColon(tokens, index)) {
        key = token.replaceAll('"', '');
        return token;
      }
      return READ.has(key) || open.at(-1) === READ_INSIDE ? token : maskString(token);
    })
    .join('');
};

const STRUCTURE = /^(?:[{}[\]:,]|\s*(?:true|false|null|-?[0-9.]+)\s*)$/;

const isFollowedByColon = (tokens: readonly string[], index: number): boolean => {
  const next = tokens[index + 1];
  return (next?.trim() === '' ? tokens[index + 2] : next) === ':';
};

/** An escape that JSON does not know stays one, and so does a character that may not stand in a string. */
const maskString = (token: string): string =>
  token.replace(ESCAPE_OR_CHARACTER, (part) => {
    if (part === '"') return part;
    return part.startsWith('\\') && !KNOWN_ESCAPE.test(part) ? part.replace(/[^\\]/g, '*') : stars(part);
  });

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are faults in a string, and stay
const ESCAPE_OR_CHARACTER = /\\u[0-9a-fA-F]{4}|\\[^\n]|[^\u0000-\u001f]/g;
const KNOWN_ESCAPE = /^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})$/;

/** What should be a string and is not quoted; marks of comments stay. */
const maskBare = (token: string): string => token.replace(/[\p{L}\p{N}_+=.-]/gu, stars);

const SECRET_OPTION =
  /((?:^|\s)(?:-[A-Za-z]{0,12}s|--(?:secret|env|var|input|token|github-token|container-options))[\s=]{0,100})(.*)$/;

/** `.actrc`: nothing stays of what follows an option that takes secrets, nor behind the `=` of a line that act
 *  passes over. */
export const maskActrc = (text: string): string =>
  text
    .split('\n')
    .map((line) => {
      const masked = line.replace(
        SECRET_OPTION,
        (_line, kept: string, secret: string) => kept + hide(secret),
      );
      return /^\s*[-#]/.test(line) ? masked : masked.replace(/=(.*)$/, (rest) => `=${hide(rest.slice(1))}`);
    })
    .join('\n');

/** `fstab`: options may hold passwords of network shares, sources and comments anything. */
export const maskFstab = (text: string): string =>
  text
    .split('\n')
    .map((line) => {
      const [whole = '', source = '', place = '', options = '', rest = ''] = FSTAB_LINE.exec(line) ?? [];
      if (whole === '' || source.startsWith('#')) return hide(line);
      const shown = options.replaceAll(/[^,\s]+/g, (option) => (option === 'noauto' ? option : hide(option)));
      return `${DEVICE.test(source) ? source : hide(source)}${place}${shown}${rest}`;
    })
    .join('\n');

const FSTAB_LINE = /^\s*(\S+)(\s+\S+\s+\S+)(\s+\S+)?([\s\d]*)$/;
const DEVICE = /^(?:\/dev\/|(?:UUID|LABEL|PARTUUID|PARTLABEL)=)[\w./-]+$/;

/** Blanks, quotation marks and the sign between name and value stay: act goes by them. */
const hide = (secret: string): string => secret.replace(/[^\s"'=]/g, '*');
