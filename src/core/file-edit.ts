/** How a file's text is changed. Plain data that is applied to the bytes of the file at the moment of the act, so that its
 *  formatting and what is secret in it stay as they are: nobody else ever holds the whole of it. */
export type FileEdit =
  /** The whole text, for a file that dockmedic makes; nothing secret. */
  | { readonly kind: 'text'; readonly text: string }
  /** Members of a JSON document, by their path; without a value the member is taken out. */
  | { readonly kind: 'json'; readonly members: readonly JsonMember[] }
  /** Whatever keeps a document from being JSON, as far as only one repair is possible (`parse/json-repair`). */
  | { readonly kind: 'json-syntax' }
  /** Whole lines, each of which must stand there exactly once; `append` comes at the end. */
  | { readonly kind: 'lines'; readonly change: readonly LineChange[]; readonly append?: readonly string[] };

export interface JsonMember {
  readonly path: readonly (string | number)[];
  readonly value?: JsonValue;
}

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

export interface LineChange {
  readonly line: string;
  /** Absent: the line is taken out. */
  readonly becomes?: string;
}
