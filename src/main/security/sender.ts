/** The sender of a message, as far as it could be established. Null: refused. */
export type Sender = { readonly windowId: number } | null
