import type { FilePart, Message, Part, PicturePart } from '@shared/model/message'
import type { PictureFormat } from '@shared/model/picture'
import type { KeptContents } from '../../attachments/contents'
import { addFile } from '../../attachments/files'
import type { Database } from '../../Database'
import { getPicture } from '../../pictures/pictures'
import { markNeeded } from '../../retention/needs'
import { indexPrompt } from '../../search/searchIndex'
import { readNumber, readText, storeText } from '../../values'
import type { AssetPart } from './imported'
import { deriveId } from './values'

/** What an asset became. Its file is on disk; its row is written with the first message that shows it. */
export type KeptAsset =
  | {
      readonly type: 'picture'
      readonly id: string
      readonly format: PictureFormat
      readonly width: number
      readonly height: number
      readonly byteLength: number
    }
  | { readonly type: 'file'; readonly contents: KeptContents }

/** Writes the rows of an import's pictures and files, each with the first message that shows it. */
export class AssetWriter {
  /** How many were not here before. */
  readonly added = { pictures: 0, files: 0 }

  constructor(
    private readonly database: Database,
    private readonly assets: ReadonlyMap<string, KeptAsset>,
  ) {}

  /** What the message shows in an asset's place. */
  partOf(part: AssetPart, message: Message): Part {
    const asset = part.key === null ? undefined : this.assets.get(part.key)
    if (asset?.type === 'picture') return this.picturePart(part, asset, message)
    if (asset?.type === 'file') {
      const { id, byteLength } = asset.contents
      const isNew = this.database.get('SELECT 1 AS found FROM files WHERE id = ?', [id]) === null
      const { name, mediaType } = addFile(
        this.database,
        { name: part.name, contents: asset.contents },
        Date.now(),
      )
      if (isNew) this.added.files += 1
      return { type: 'file', fileId: id, name, mediaType, byteLength }
    }
    return this.keptPart(part) ?? missingPart(part, message)
  }

  /** What our own export speaks of without containing it may still be in this library. */
  private keptPart({ keptId, name, wanted }: AssetPart): Part | null {
    const { database } = this
    if (keptId === undefined) return null
    const picture = wanted === 'picture' ? getPicture(database, keptId) : null
    if (picture) {
      markNeeded(database, 'pictures', keptId)
      const { width, height } = picture
      return { type: 'picture', prompt: name, pictureId: keptId, width, height }
    }
    const file = database.get('SELECT media_type, byte_length FROM files WHERE id = ?', [keptId])
    if (!file) return null
    markNeeded(database, 'files', keptId)
    const mediaType = readText(file.media_type)
    return { type: 'file', fileId: keptId, name, mediaType, byteLength: readNumber(file.byte_length) }
  }

  private picturePart(
    part: AssetPart,
    asset: KeptAsset & { type: 'picture' },
    message: Message,
  ): PicturePart {
    const { id, format, width, height, byteLength } = asset
    const prompt = part.prompt ?? part.name
    const isNew = this.database.run(
      `INSERT OR IGNORE INTO pictures (id, format, byte_length, width, height, prompt, model, cost_usd, created_at,
         message_id, conversation_id, parent_id, origin) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        id,
        format,
        byteLength,
        width,
        height,
        storeText(prompt),
        part.about?.model ?? null,
        part.about?.costUsd ?? null,
        part.about?.createdAt ?? message.createdAt,
        message.id,
        message.conversationId,
        part.about?.parentId ?? null,
        part.prompt === null ? 'attached' : 'imported',
      ],
    )
    if (isNew > 0) {
      const row = this.database.get('SELECT pk FROM pictures WHERE id = ?', [id])
      indexPrompt(this.database, readNumber(row?.pk), prompt)
      this.added.pictures += 1
    } else markNeeded(this.database, 'pictures', id)
    return { type: 'picture', prompt, pictureId: id, width, height }
  }
}

/** A part that stands for a file that did not come along: its name is left. */
const missingPart = (part: AssetPart, message: Message): PicturePart | FilePart =>
  part.wanted === 'picture' && message.role === 'assistant'
    ? {
        type: 'picture',
        prompt: part.prompt ?? part.name,
        pictureId: null,
        width: part.width,
        height: part.height,
        failure: { code: 'picture/not-found' },
      }
    : {
        type: 'file',
        fileId: deriveId('missing', message.id, part.name),
        name: part.name,
        mediaType: part.mediaType,
        byteLength: part.byteLength,
      }
