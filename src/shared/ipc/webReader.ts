/** What main asks the process that reads web pages; its port carries one request at a time. */
export interface ReadPageRequest {
  readonly id: number
  readonly kind: 'html' | 'text'
  readonly bytes: Uint8Array
  /** Of the `Content-Type` header. */
  readonly charset: string | null
  /** What relative links stand for. */
  readonly address: string
}

export interface ReadPage {
  /** One line; empty where the page has none. */
  readonly title: string
  /** Markdown of an HTML page, any other text as it is. */
  readonly text: string
}

export type ReadPageReply =
  | { readonly id: number; readonly page: ReadPage }
  /** A fault while reading; its words are in the process's log. */
  | { readonly id: number; readonly fault: true }
