import type { ExportOptions } from '../../model/exports'
import type { LeftOut, TransferCounts, TransferProgress } from '../../model/transfer'
import { method } from './method'

/**
 * What conversations are written as, and where. All of it goes to partial files, which main puts in their
 * places afterwards.
 */
export interface ExportTask {
  readonly conversationIds: readonly string[]
  /** PDF is printed from HTML `forPaper` by main. */
  readonly options: Omit<ExportOptions, 'format'> & { readonly format: 'markdown' | 'html' | 'json' }
  readonly forPaper: boolean
  /** Nothing but this message is written, on a page without a title. */
  readonly messageId?: string
  /** The pictures of diagrams, as `data:` addresses by their sources; what is not there stays source. */
  readonly diagrams?: Readonly<Record<string, string>>
  readonly exportedAt: number
  readonly target: ExportTarget
}

export type ExportTarget =
  /** One file; pictures of Markdown go into a folder beside it, which is only made where there are any. */
  | {
      readonly type: 'file'
      readonly path: string
      readonly pictures: { readonly folder: string; readonly name: string }
    }
  /** A file for each conversation, in a folder that is there and empty. */
  | { readonly type: 'folder'; readonly path: string }
  /** JSON and what it points at in one archive. */
  | { readonly type: 'archive'; readonly path: string }

/** The whole library as one archive. */
export interface ArchiveTask {
  readonly path: string
  readonly appVersion: string
  readonly createdAt: number
  /** Small texts of main's that go along, by name. Never anything with a key in it. */
  readonly extras: readonly { readonly name: string; readonly text: string }[]
}

export type LibraryExport =
  | { readonly kind: 'conversations'; readonly task: ExportTask }
  | { readonly kind: 'archive'; readonly task: ArchiveTask }

export interface ExportOutcome {
  readonly added: TransferCounts
  readonly leftOut: readonly LeftOut[]
  /** The sources of diagrams on a page that no picture was given for. */
  readonly diagrams?: readonly string[]
}

/** News of an export in progress, or its end. */
export interface ExportStep {
  readonly progress: TransferProgress | null
  /** Null while there is more to do. */
  readonly outcome: ExportOutcome | null
}

export const exportMethods = {
  /** Starts an export on a thread of its own. The same id again begins it anew. */
  beginExport: method<{ exportId: string; task: LibraryExport }, void>(),
  /**
   * News of it, as soon as there are some, or its end; its failure is this call's. To be called again until
   * there is an outcome. `library/unavailable` where the process that began it has ended.
   */
  stepExport: method<{ exportId: string }, ExportStep>(),
  /** An answer as HTML for other programs: nothing in it is fetched or does anything. */
  markdownToHtml: method<{ markdown: string }, string>(),
  cancelExport: method<{ exportId: string }, void>(),
}
