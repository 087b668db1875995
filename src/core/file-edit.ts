/** How a file's text is changed. Plain data that is applied to the bytes of the file at the moment of the act, so that its
 *  formatting and what is secret in it stay as they are: nobody else ever holds the whole of it. */
export type FileEdit =
  /** The whole text, for a file that dockmedic makes; nothing secret. */
  | { readonly kind: 'text'; readonly text: string }
  /** Members of a JSON document, by their path, one after the other; with neither value nor name the member is taken out. */
  | { readonly kind: 'json'; readonly members: readonly JsonMember[] }
  /** Whatever keeps a document from being JSON, as far as only one repair is possible (`parse/json-repair`); then its members. */
  | { readonly kind: 'json-syntax'; readonly members?: readonly JsonMember[] }
  /** Whole lines, each of which must stand there exactly once; `append` comes at the end. */
  | { readonly kind: 'lines'; readonly change: readonly LineChange[]; readonly append?: readonly string[] };

export interface JsonMember {
  readonly path: readonly (string | number)[];
  readonly value?: JsonValue;
  /** The name that the member gets. What is behind it stays, the secrets in it too, which nobody here knows. */
  readonly renamed?: string;
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
