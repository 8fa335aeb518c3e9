/** What the page asks of the frame that draws diagrams. */
export interface DiagramRequest {
  readonly source: string
  readonly dark: boolean
}

/** The picture as SVG, not yet clean; null where the source is none. The first reply says only: ready. */
export type DiagramReply =
  | { readonly type: 'ready' }
  | { readonly type: 'drawn'; readonly svg: string | null }
