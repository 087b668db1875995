/** Deeper than any file that a person or a program means, and far from what exhausts the stack of a reader. */
export const MAX_NESTING = 64;

/** How deep objects and lists of a JSON text stand in each other; brackets in strings and in comments do not count. */
export const nestingDepth = (text: string): number => {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text[at]) {
      case '{':
      case '[':
        depth += 1;
        deepest = Math.max(deepest, depth);
        break;
      case '}':
      case ']':
        depth = Math.max(0, depth - 1);
        break;
      case '"':
        at = endOfString(text, at);
        break;
      case '/':
        at = endOfComment(text, at);
        break;
    }
  }
  return deepest;
};

/** A string that is not closed ends with its line, as for those who read on behind it. */
const endOfString = (text: string, start: number): number => {
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\\') at += 1;
    else if (character === '"' || character === '\n') return at;
  }
  return text.length;
};

const endOfComment = (text: string, start: number): number => {
  const isLine = text.startsWith('//', start);
  if (!isLine && !text.startsWith('/*', start)) return start;
  const end = text.indexOf(isLine ? '\n' : '*/', start + 2);
  return end < 0 ? text.length : end + (isLine ? 0 : 1);
};

/** The same of YAML, whose strings and comments are others: brackets count wherever they stand. The yaml package takes the
 *  whole process down on some 20 000 open braces, so they do not reach it. */
export const isFlowTooDeep = (text: string): boolean => {
  let depth = 0;
  for (const character of text) {
    if (character === '{' || character === '[') depth++;
    else if ((character === '}' || character === ']') && depth > 0) depth--;
    if (depth > MAX_NESTING) return true;
  }
  return false;
};
