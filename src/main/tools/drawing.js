import { AppError } from '@shared/ipc/errors'
/** Draws into the message: a part at once, previews as they come, the kept picture at the end. */
export const drawInto = async (prompt, context, studio) => {
  const { engine, signal } = context
  const size = studio.pictureSize()
  const [width, height] = sizeOf(size)
  const index = context.addPart({ type: 'picture', prompt, pictureId: null, width, height })
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
const sizeOf = (size) => {
  const match = /^(\d+)x(\d+)$/.exec(size)
  return match ? [Number(match[1]), Number(match[2])] : [0, 0]
}
