// What hides secrets in text: by the shape of the text, by the names of keys, variables, options and parameters.
// Every repetition is bounded or cannot overlap its neighbour, so that a hostile text of megabytes costs no more
// than a few passes over it.

/** Parts of a name, in lower case and without separators, whose value is a secret. */
const TELLING =
  /token|password|passwd|passphrase|pgpass|secret|credential|apikey|privatekey|accesskey|accountkey|cookie|authorization|jwt/;
/** Whole words of a name that tell the same. */
const WORDS: ReadonlySet<string> = new Set(['pass', 'pwd', 'key', 'pw']);
const DIRECTORIES: ReadonlySet<string> = new Set(['pwd', 'oldpwd']);

/** Whether what has this name (`DB_PASS`, `requirepass`, `identityToken`) is a secret. */
export const isSecretName = (name: string): boolean => {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  const joined = words.join('');
  if (DIRECTORIES.has(joined)) return false;
  return TELLING.test(joined) || /(?:pass|pwd)$/.test(joined) || words.some((word) => WORDS.has(word));
};

const isSecretKey = (name: string): boolean => isSecretName(name) || /auth$|^x-meta-/i.test(name);
const always = (): boolean => true;

interface Rule {
  /** Groups: what stays, what is hidden. */
  readonly pattern: RegExp;
  /** Where a name decides, it is the last word of what stays. */
  readonly decides: (name: string) => boolean;
}

// People also write typographic quotes, which a repair makes straight.
const TYPOGRAPHIC = '\\u201C\\u201D\\u201E\\u201F\\u2033\\uFF02';

/** A string of JSON behind its key: the key decides, and the rest of the string up to its own kind of quote is hidden. */
const member = (quote: string, key: string, behind: string, decides: Rule['decides']): Rule => ({
  pattern: new RegExp(
    `([${quote}]${key}[${quote}]\\s{0,20}:\\s{0,20}[${quote}])${behind}((?:[^${quote}\\\\]|\\\\.)+)`,
    'g',
  ),
  decides,
});

const KEY = '[\\w.\\\\-]{1,120}';
const NO_ENGINE = '(?!(?:unix|tcp|npipe):\\/\\/)';

const RULES: readonly Rule[] = [
  // The address of an engine is no secret (buildx keeps it under "Key"), and what stands before its `@` goes besides.
  member('"', KEY, NO_ENGINE, isSecretKey),
  member(TYPOGRAPHIC, KEY, NO_ENGINE, isSecretKey),
  // A proxy may be named without a scheme: what stands before its `@` is hidden whole.
  {
    pattern:
      /("[\w.-]{0,60}prox(?:y|ies)[\w.-]{0,60}"\s{0,20}:\s{0,20}")(?![a-z0-9+.-]{1,20}:\/\/)((?:[^"\\\n]|\\.){1,400})(?=@)/gi,
    decides: always,
  },
  // In a string a password may hold blanks and quotes.
  {
    pattern: /("[a-z][a-z0-9+.-]{0,20}:\/\/[^\s"@/:\\]{0,200}:)((?:[^"@/\\\n]|\\.){1,400})(?=@)/gi,
    decides: always,
  },
  // In the list of variables that an engine shows of a container the whole string is one variable.
  { pattern: /("[A-Za-z_][A-Za-z0-9_]{0,120}=)((?:[^"\\]|\\.)+)/g, decides: isSecretName },
  { pattern: /((?<![\w-])--[A-Za-z][\w-]{1,60}[ \t\0]{1,20})([^\s\0-][^\s\0]*)/g, decides: isSecretName },
  { pattern: /("--[A-Za-z][\w-]{1,60}"\s{0,20},\s{0,20}")((?:[^"\\]|\\.)+)/g, decides: isSecretName },
  {
    pattern: /(\b(?:Authorization:[ \t]{0,20}(?:Basic|Bearer)|Bearer)[ \t]{1,20})([\w.~+/=-]{8,})/gi,
    decides: always,
  },
  {
    pattern:
      /()\b((?:gh[pousr]_|github_pat_|glpat-|xox[abp]-|AKIA|dckr_pat_|SWMTKN-|npm_)[A-Za-z0-9_-]{10,}|eyJ[\w-]{10,}\.[\w.-]{10,})/g,
    decides: always,
  },
  { pattern: /(-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----)([^-]+)/g, decides: always },
];

/** Any header that a person sends to a registry may be a secret; their names do not tell. */
const HEADERS = new RegExp(`["${TYPOGRAPHIC}]HttpHeaders["${TYPOGRAPHIC}]\\s{0,20}:\\s{0,20}\\{[^{}]*`, 'gi');
const HEADER_VALUES: readonly Rule[] = ['"', TYPOGRAPHIC].map((quote) => ({
  pattern: new RegExp(`(:\\s{0,20}[${quote}])((?:[^${quote}\\\\]|\\\\.)+)`, 'g'),
  decides: always,
}));

/** The text with every secret in it replaced by asterisks: as many of them, and no line less, so that positions in
 *  a file stay true. */
export const withoutSecrets = (text: string): string => (MAY_HOLD_ONE.test(text) ? hideAll(text) : text);

// One of these is in everything that a rule below could match; most texts of a host hold none of them.
const MAY_HOLD_ONE =
  /["\u201C\u201D\u201E\u201F\u2033\uFF02=@]|--|bearer|authorization|gh[pousr]_|github_pat_|glpat-|xox|AKIA|dckr_pat_|SWMTKN-|npm_|eyJ/i;

const hideAll = (text: string): string =>
  RULES.reduce(hide, hideAssigned(text.replace(BEHIND_SCHEME, hideUserinfo))).replace(HEADERS, (headers) =>
    HEADER_VALUES.reduce(hide, headers),
  );

/** Variables, parameters of a query, options: what follows is looked at only where the name tells. */
const hideAssigned = (text: string): string => {
  let result = '';
  let end = 0;
  for (const { 0: assigned, index } of text.matchAll(ASSIGNED)) {
    const start = index + assigned.length;
    if (index < end || !isSecretName(assigned.slice(0, -1))) continue;
    ASSIGNED_VALUE.lastIndex = start;
    const secret = ASSIGNED_VALUE.exec(text)?.[0] ?? '';
    result += text.slice(end, start) + stars(secret);
    end = start + secret.length;
  }
  return result + text.slice(end);
};

const ASSIGNED = /(?<![\w"-])-{0,2}[A-Za-z_][\w-]{0,120}=/g;
const ASSIGNED_VALUE = /\\?["'][^"'\n]{1,400}|[^\s"'*][^\s"'&]*/y;

/** What follows a scheme, slashes of JSON included. It is taken whole, so that no text is walked through twice. */
const BEHIND_SCHEME = /:(?:\\?\/){2}[^\s"<>]{1,8192}/g;
const SEPARATOR = /:(?:\\?\/){2}/g;

/** `user:password@` and `TOKEN@`, but for the user of an SSH address; of URLs in URLs the first that has any. */
const hideUserinfo = (behind: string, offset: number, text: string): string => {
  const last = behind.lastIndexOf('@');
  if (last < 0) return behind;
  for (const { 0: separator, index } of behind.matchAll(SEPARATOR)) {
    const start = index + separator.length;
    const rest = behind.slice(start);
    const isSsh = /ssh$/i.test(text.slice(Math.max(0, offset + index - 3), offset + index));
    const [length, kept] = userinfoIn(rest, isSsh);
    if (length > kept)
      return behind.slice(0, start + kept) + stars(rest.slice(kept, length)) + rest.slice(length);
  }
  return behind;
};

/** How much stands before the `@`, and how much of it may be shown. */
const userinfoIn = (rest: string, isSsh: boolean): readonly [length: number, kept: number] => {
  // A password may itself hold an @ or a slash; what looks like a port is none.
  const user = /^[^/:@'?#[\]\\]{0,200}:(?!\d{1,5}(?:[/?#\\',;)]|$))/.exec(rest)?.[0];
  if (user !== undefined) {
    const authority = /^[^/?#']*/.exec(rest)?.[0] ?? '';
    const at = authority.lastIndexOf('@');
    return [at < 0 ? rest.indexOf('@') : at, user.length];
  }
  const token = isSsh ? undefined : /^[^/:@'?#[\]\\]{1,400}(?=@)/.exec(rest)?.[0];
  return [token?.length ?? 0, 0];
};

const hide = (text: string, { pattern, decides }: Rule): string =>
  text.replace(pattern, (match, kept: string, secret: string) =>
    decides === always || decides(nameIn(kept)) ? kept + stars(secret) : match,
  );

const nameIn = (kept: string): string => /[A-Za-z_][\w.-]*/.exec(unescaped(kept))?.[0] ?? '';

/** JSON may write any letter of a key by its number. */
const unescaped = (text: string): string =>
  text.replace(/\\u([0-9a-f]{4})/gi, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/** As many asterisks as there are characters; line breaks stay. */
export const stars = (text: string): string => text.replace(/[^\n]/g, '*');

/** Every string inside a plain value, without its secrets; property names are ours and stay. */
export const withoutSecretsDeep = <T>(value: T): T => {
  if (typeof value === 'string') return withoutSecrets(value) as T; // a string maps to a string
  if (Array.isArray(value)) return value.map(withoutSecretsDeep) as T; // an array maps to an array of the same shape
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, withoutSecretsDeep(inner)]),
  ) as T; // same keys
};

/**
 * An engine's address as it may be shown: nobody knows what stands before an `@`. What takes an address apart
 * (`:/?#`) stays, so that it is read as before. Sockets may have an `@` in their path.
 *
 *     tcp://u:PW@h → tcp://*:**@h    TOKEN@h → *****@h    ssh://ada@h stays
 */
export const maskedEndpoint = (value: string): string => {
  const at = value.lastIndexOf('@');
  const start = /^\s*(?:[a-z][a-z0-9+.-]{0,20}:\/+|\/\/)?/i.exec(value)?.[0].length ?? 0;
  if (at < start || KEEPS_ITS_AT.test(value)) return withoutSecrets(value);
  const hidden = value.slice(start, at).replace(/[^:/?#\s]/g, '*');
  return value.slice(0, start) + hidden + withoutSecrets(value.slice(at));
};

const KEEPS_ITS_AT = /^\s*(?:(?:unix|npipe|fd):|\/|ssh:\/\/[\w.-]{1,64}@[^@]*$)/i;
