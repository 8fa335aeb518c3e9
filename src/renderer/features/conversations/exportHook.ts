type Exporter = (conversationIds: readonly string[]) => void

let exporter: Exporter | null = null

/** Whoever can take conversations out of the app says so here; until then no menu speaks of it. */
export const offerExport = (next: Exporter): void => {
  exporter = next
}

export const exportConversations = (): Exporter | null => exporter
