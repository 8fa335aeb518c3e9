import { AppError } from '@shared/ipc/errors'
import type { AsyncLibrary } from '@shared/ipc/library'
import type { PictureQuote } from '@shared/ipc/pictureGeneration'
import { readImageHeader } from '@shared/lib/imageHeader'
import { estimatePicture } from '@shared/model/catalog'
import type { CapabilityName } from '@shared/model/engine'
import { chargesNothing } from '@shared/model/localServer'
import type { Picture } from '@shared/model/picture'
import { abilitiesOf } from '@shared/model/pictureAbilities'
import type { Settings } from '@shared/model/settings'
import type { EngineRegistry } from '../engines/EngineRegistry'
import type { PictureSource } from '../engines/engine'

export interface PictureGenerationDeps {
  readonly library: Pick<AsyncLibrary, 'getPicture' | 'addPicture' | 'lastPictureCost' | 'getConversation'>
  readonly settings: () => Settings
  readonly engines: {
    peek: EngineRegistry['peek']
    readonly models: { modelFor(id: string, role: 'picture'): Promise<string | null> }
    capability(id: string, name: CapabilityName): boolean | undefined
  }
  readonly picturePath: (picture: Picture) => string
  /** What was kept at that path; a temporary conversation's from memory. */
  readonly loadKept: (id: string, path: string) => Promise<Uint8Array>
  /** Really opens it; `picture/unreadable`. */
  readonly check: (bytes: Uint8Array) => Promise<void>
}

/** What a user is told before a picture is made, and what goes into one. */
export class PictureGeneration {
  constructor(private readonly deps: PictureGenerationDeps) {}

  async quote(input: {
    engineId: string | null
    size?: string
    quality?: string
    count: number
  }): Promise<PictureQuote> {
    const { engines, settings, library } = this.deps
    const engine = engines.peek('picture', input)?.engine
    if (!engine) throw new AppError('engine/none')
    const { id, kind } = engine
    const model = await engines.models.modelFor(id, 'picture')
    const can = abilitiesOf(kind, model)
    const abilities = { ...can, edits: can.edits && engines.capability(id, 'pictureEdits') !== false }
    const size = input.size ?? settings().pictureSize
    if (chargesNothing(engine)) return { model, abilities, costUsd: 0, costFrom: 'free' }
    // A model's name on another server says nothing of what that server takes for it.
    if (kind !== 'openai' || model === null) return { model, abilities, costUsd: null, costFrom: null }
    const quality = input.quality ?? settings().pictureQuality
    const known = estimatePicture(model, size) ?? (await library.lastPictureCost({ model, size, quality }))
    return {
      model,
      abilities,
      costUsd: known === null ? null : known * input.count,
      costFrom: known === null ? null : 'last',
    }
  }

  /** A kept picture with its bytes. */
  load = async (id: string): Promise<PictureSource> => {
    const picture = await this.deps.library.getPicture({ id })
    if (!picture) throw new AppError('picture/not-found')
    try {
      return { bytes: await this.deps.loadKept(id, this.deps.picturePath(picture)), format: picture.format }
    } catch (cause) {
      throw new AppError('picture/not-found', undefined, undefined, { cause })
    }
  }

  async keepMask({
    pictureId,
    bytes,
  }: {
    pictureId: string
    bytes: Uint8Array
  }): Promise<{ maskId: string }> {
    const { library, check } = this.deps
    const picture = await library.getPicture({ id: pictureId })
    if (!picture) throw new AppError('picture/not-found')
    const { format, width, height } = readImageHeader(bytes)
    if (format !== 'png' || width !== picture.width || height !== picture.height)
      throw new AppError('picture/unreadable', 'The mask does not fit its picture')
    await check(bytes)
    const { conversationId } = picture
    const owner = conversationId === null ? null : await library.getConversation({ id: conversationId })
    const { id } = await library.addPicture({
      bytes,
      prompt: '',
      model: null,
      costUsd: null,
      messageId: null,
      // It belongs to no conversation but a temporary one, with which it goes.
      conversationId: owner?.isTemporary ? owner.id : null,
      parentId: null,
      origin: 'mask',
    })
    return { maskId: id }
  }
}
