import type { ConversationChoices, TitleSource } from '@shared/model/conversation'
import type { FilePart, Message, Part, PicturePart } from '@shared/model/message'
import type { LeftOut, TransferProgress, TransferSource } from '@shared/model/transfer'

/** A picture or file that a message brings along, not looked at yet. */
export interface AssetPart {
  readonly type: 'asset'
  /** How its source finds it; null where the source does not contain it. */
  readonly key: string | null
  readonly name: string
  readonly mediaType: string
  /** What the library calls it, where it came from this one: it may still be here. */
  readonly keptId?: string
  /** What our own export says of a picture beyond its bytes. */
  readonly about?: {
    readonly prompt: string
    readonly model: string | null
    readonly costUsd: number | null
    readonly createdAt: number
    readonly parentId?: string | null | undefined
  }
  /** A picture that was made, with what was asked for; anything else came from the user. */
  readonly prompt: string | null
  readonly width: number
  readonly height: number
  readonly byteLength: number
  readonly wanted: 'picture' | 'any'
}

export type ImportedPart =
  | Exclude<Part, PicturePart | FilePart>
  /** One that was never drawn. */
  | (PicturePart & { readonly pictureId: null })
  | AssetPart

/** A message as it will be, but for its pictures and files. */
export type ImportedMessage = Omit<Message, 'parts' | 'conversationId'> & {
  readonly parts: readonly ImportedPart[]
}

/** Everything of a conversation but its messages. */
export interface ImportedHead {
  readonly id: string
  readonly title: string
  readonly titleSource: TitleSource
  readonly createdAt: number
  readonly updatedAt: number
  readonly leafId: string | null
  readonly choices: ConversationChoices
  /** Milliseconds since the epoch; null: not. */
  readonly pinnedAt: number | null
  readonly archivedAt: number | null
  /** Made where there is none of its id. */
  readonly folder?: { readonly id: string; readonly name: string }
  readonly messageCount: number
}

export interface ImportedConversation extends Omit<ImportedHead, 'messageCount'> {
  /** Parents before what answers them. */
  readonly messages: readonly ImportedMessage[]
}

/** The part of a conversation that is written at a time: all of it, unless it is long. */
export interface ImportSlice {
  readonly head: ImportedHead
  readonly messages: readonly ImportedMessage[]
  readonly isFirst: boolean
  readonly isLast: boolean
}

/** What an asset turned out to be. */
export type Asset =
  | {
      readonly type: 'picture'
      readonly id: string
      readonly format: 'png' | 'jpeg' | 'webp'
      readonly width: number
      readonly height: number
      readonly byteLength: number
    }
  | { readonly type: 'bytes'; readonly bytes: Uint8Array }
  | { readonly type: 'left-out'; readonly reason: LeftOut['reason'] }

export interface ImportBatch {
  readonly slices: readonly ImportSlice[]
  readonly progress: TransferProgress
  /** The origin as far as it is known by now: our own exports look like ChatGPT's at first. */
  readonly source: TransferSource
}

/** Reads another app's file, a batch at a time, so that reading never runs ahead of writing. */
export interface ImportReader {
  /** What it is. Fails with a `file/*` code where it is nothing that can be imported. */
  open(): Promise<{ readonly source: TransferSource; readonly name: string }>
  /** Null at the end. Fails where the file cannot be read any further. */
  next(): Promise<ImportBatch | null>
  /** Pictures are kept on disk by this, their rows are not. */
  loadAsset(key: string): Promise<Asset>
  /** What could not be brought along so far. */
  leftOut(): Promise<readonly LeftOut[]>
  close(): Promise<void>
}
