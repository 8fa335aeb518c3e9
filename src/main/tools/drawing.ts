import { AppError, isCancelled } from '@shared/ipc/errors'
import type { PicturePart } from '@shared/model/message'
import type { Picture } from '@shared/model/picture'
import type { DrawUsage } from '../engines/engine'
import type { ToolContext } from './tool'

/** What drawing needs to know and where its result is kept. */
export interface Studio {
  /** The picture model for this engine; null when there is none to name. */
  pictureModel(engineId: string): Promise<string | null>
  readonly pictureSize: () => string
  /** US dollars; null unknown, undefined when nothing is charged. */
  priceOf(engineId: string, model: string, usage: DrawUsage | null): number | null | undefined
  keep(picture: {
    bytes: Uint8Array
    prompt: string
    model: string | null
    costUsd: number | null
    messageId: string
    conversationId: string
    parentId: string | null
  }): Promise<Picture>
}

/**
 * Draws into the message: a part at once, previews as they come, the kept picture at the end. `tellsFailure`: the part says
 * why there is none, where the answer itself goes on.
 */
export const drawInto = async (
  prompt: string,
  context: ToolContext,
  studio: Studio,
  { tellsFailure = false } = {},
): Promise<Picture> => {
  const size = studio.pictureSize()
  const [width, height] = sizeOf(size)
  const part: PicturePart = { type: 'picture', prompt, pictureId: null, width, height }
  const index = context.addPart(part)
  try {
    return await draw(prompt, size, index, context, studio)
  } catch (error) {
    if (tellsFailure && !context.signal.aborted && !isCancelled(error)) {
      const { code, data } = error instanceof AppError ? error : new AppError('internal')
      context.replacePart(index, { ...part, failure: data ? { code, data } : { code } })
    }
    throw error
  }
}

const draw = async (
  prompt: string,
  size: string,
  index: number,
  context: ToolContext,
  studio: Studio,
): Promise<Picture> => {
  const { engine, signal } = context
  const model = await studio.pictureModel(engine.id)
  if (model === null)
    throw new AppError('engine/unsupported', 'No picture model is known', { what: 'pictures' })
  for await (const event of engine.draw({ prompt, model, size, signal })) {
    if (event.type === 'preview') {
      context.preview(index, event.bytes)
      continue
    }
    const cost = studio.priceOf(engine.id, model, event.usage)
    const picture = await studio.keep({
      bytes: event.bytes,
      prompt,
      model,
      costUsd: cost === undefined ? 0 : cost,
      messageId: context.messageId,
      conversationId: context.conversationId,
      parentId: null,
    })
    context.charge(cost)
    context.replacePart(index, {
      type: 'picture',
      prompt,
      pictureId: picture.id,
      width: picture.width,
      height: picture.height,
    })
    return picture
  }
  signal.throwIfAborted()
  throw new AppError('engine/malformed', 'The engine ended without a picture')
}

const sizeOf = (size: string): readonly [number, number] => {
  const match = /^(\d+)x(\d+)$/.exec(size)
  return match ? [Number(match[1]), Number(match[2])] : [0, 0]
}
