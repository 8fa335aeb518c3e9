/** What conversations can be written as. `json`: as in ChatGPT's export. */
export const exportFormats = ['markdown', 'html', 'pdf', 'json'] as const
export type ExportFormat = (typeof exportFormats)[number]

/** What goes along. JSON always has everything: it is there so that nothing is lost. */
export interface ExportOptions {
  readonly format: ExportFormat
  /** The branch that is shown, or every version of every question and answer. */
  readonly branches: 'shown' | 'all'
  /** What the model thought before it wrote. */
  readonly reasoning: boolean
  /** What went into tools and came out of them. */
  readonly tools: boolean
  /** Tokens and costs of each answer. */
  readonly costs: boolean
}

/** One answer alone: as a picture in the window's colours, or on paper. */
export interface AnswerExportRequest {
  readonly conversationId: string
  readonly messageId: string
  /** What the dialog offers first; the name that is chosen there decides. */
  readonly format: 'png' | 'pdf'
  readonly scheme: 'light' | 'dark'
}

/**
 * The choices for a conversation that is passed on: the words and pictures as they stand on the
 * screen.
 */
export const defaultExportOptions: ExportOptions = {
  format: 'markdown',
  branches: 'shown',
  reasoning: false,
  tools: false,
  costs: false,
}
