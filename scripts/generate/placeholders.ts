/** Stands in for the parameters of a sentence, so that the catalogue can show it without a host:
 *  every parameter reads as its own name, `…`-quoted, whatever the sentence does with it. */
export const placeholders: object = new Proxy({}, { get: (_target, name) => placeholder(String(name)) });

const placeholder = (name: string): object => {
  const read = (): string => `‹${name}›`;
  const self: object = new Proxy(read, {
    get: (_target, property) => {
      if (property === Symbol.toPrimitive || property === 'toString' || property === 'join') return read;
      if (property === Symbol.iterator) return () => [read()].values();
      return typeof property === 'string' && property in String.prototype ? () => self : self;
    },
  });
  return self;
};
