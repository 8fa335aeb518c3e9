import { AppError, type ErrorCode, isCancelled } from '@shared/ipc/errors'
import type { NewPicture } from '@shared/ipc/library/pictures'
import type { EngineKind } from '@shared/model/engine'
import type { PicturePart } from '@shared/model/message'
import type { Picture } from '@shared/model/picture'
import { abilitiesOf } from '@shared/model/pictureAbilities'
import {
  fitPictureOptions,
  mostPicturesAtOnce,
  type PictureDetails,
  type PictureOptions,
} from '@shared/model/pictureOptions'
import type { DrawEvent, DrawRequest, DrawUsage, Engine, PictureSource } from '../engines/engine'
import { log } from '../lib/log'
import type { ToolContext } from '../tools/tool'
import type { PictureStops } from './PictureStops'

/** What drawing needs to know and where its result is kept. */
export interface DrawingDeps {
  /** Who draws where this engine answers: it, or another one. The user is told where one stands in. */
  artistFor(answeredBy: Engine): Engine
  /** A real call has shown that this engine does not draw. */
  drawsNothing(engineId: string): void
  /** `run/over-budget` where this engine's pictures would be paid for beyond the limit. */
  ensureWithin(engineId: string): Promise<void>
  /** The picture model for this engine; null when there is none to name. */
  pictureModel(engineId: string): Promise<string | null>
  /** The choices of the settings, for all that a request leaves open. */
  preferences(): PictureOptions & { readonly size: string }
  /** US dollars; null unknown, undefined when nothing is charged. */
  priceOf(engineId: string, model: string, usage: DrawUsage | null): number | null | undefined
  /** A kept picture's bytes; `picture/not-found` where they are gone. */
  load(pictureId: string): Promise<PictureSource>
  /**
   * Really opens it, apart from everything else; `picture/unreadable` only where it is the picture that
   * fails.
   */
  check(bytes: Uint8Array, signal: AbortSignal): Promise<void>
  /** A number that is another one each time. */
  seed(): number
  readonly stops: PictureStops
  keep(picture: NewPicture): Promise<Picture>
}

/** What is to be drawn. */
export interface DrawingRequest {
  readonly prompt: string
  readonly options: PictureOptions
  /** Kept pictures to change; empty: from nothing. */
  readonly sourceIds: readonly string[]
  /** How many of the requested pictures are there already, where a drawing is continued. */
  readonly done?: number
  /** The parts say why there is no picture, where the answer itself goes on. */
  readonly tellsFailure?: boolean
}

/** At the same time: more would wait at the server anyway, and each may hold a picture in memory. */
const mostAtOnce = 4

/** What would be said to each of the others as well. */
const saidToAll: ReadonlySet<ErrorCode> = new Set([
  'engine/none',
  'engine/no-key',
  'engine/bad-key',
  'engine/forbidden',
  'engine/no-credit',
  'engine/model-not-found',
  'engine/not-found',
  'engine/bad-request',
  'engine/refused',
  'engine/unsupported',
  'engine/unreachable',
  'picture/prompt-too-long',
  'picture/not-found',
])

/**
 * Draws into the message: a part for each picture at once, previews as they come, the kept pictures at the
 * end. One request a picture, so that each shows how far it is and can be stopped alone. Throws where none
 * was made: the first failure, or `cancelled` where the user stopped them all.
 */
export const drawInto = async (
  request: DrawingRequest,
  context: ToolContext,
  deps: DrawingDeps,
): Promise<readonly Picture[]> => {
  const options: PictureOptions = { ...deps.preferences(), ...request.options }
  const [width, height] = sizeOf(options.size ?? '')
  const part: PicturePart = { type: 'picture', prompt: request.prompt, pictureId: null, width, height }
  const done = request.done ?? 0
  const count = Math.max(1, Math.min(options.count ?? 1, mostPicturesAtOnce) - done)
  const places = Array.from({ length: count }, () => {
    const index = context.addPart(part)
    return { index, ...deps.stops.begin(context.messageId, index) }
  })
  const told = request.tellsFailure === true || count > 1
  const drawn: Picture[] = []
  const failures: AppError[] = []
  const tell = (index: number, failure: AppError) => {
    if (told || failure.code === 'cancelled')
      context.replacePart(index, { ...part, failure: toPartFailure(failure) })
    failures.push(failure)
  }
  let ending: AppError | null = null
  const ready = preparing(request, options, deps)
  /** An engine that turns out not to draw is replaced by the next that may. */
  const drawBy = async (artist: Engine, at: Place): Promise<Picture> => {
    try {
      return await drawOne(await ready(artist), at, context, deps)
    } catch (error) {
      if (!drawsNothing(error)) throw error
      deps.drawsNothing(artist.id)
      const next = deps.artistFor(context.engine)
      if (next.id === artist.id) throw error
      return await drawOne(await ready(next), at, context, deps)
    }
  }
  const waiting = [...places.entries()]
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [place, { index, signal }] = next
      try {
        if (ending) throw ending
        context.signal.throwIfAborted()
        if (signal.aborted) throw new AppError('cancelled')
        const at = { index, place: done + place, signal }
        drawn.push(await drawBy(deps.artistFor(context.engine), at))
      } catch (error) {
        // The whole answer was stopped: its own end says so.
        if (context.signal.aborted) return
        const failure = signal.aborted || isCancelled(error) ? new AppError('cancelled') : asFailure(error)
        if (saidToAll.has(failure.code)) ending = failure
        tell(index, failure)
      }
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(mostAtOnce, count) }, work))
  } finally {
    for (const { end } of places) end()
  }
  context.signal.throwIfAborted()
  const [first] = failures
  const worst = failures.find(({ code }) => code !== 'cancelled') ?? first
  if (drawn.length === 0 && worst) throw worst
  return drawn
}

/** All that the pictures of one request have in common. */
interface Prepared {
  readonly artist: Engine
  readonly drawRequest: Omit<DrawRequest, 'signal'>
  readonly details: PictureDetails
  readonly parentId: string | null
}

/** The place of a picture: in the message, and among all of its request. */
interface Place {
  readonly index: number
  readonly place: number
  readonly signal: AbortSignal
}

const drawsNothing = (error: unknown): boolean =>
  error instanceof AppError && error.code === 'engine/unsupported' && error.data?.what === 'pictures'

/** Prepares once for each artist: what one takes, another may not. */
const preparing = (request: DrawingRequest, options: PictureOptions, deps: DrawingDeps) => {
  const prepared = new Map<string, Promise<Prepared>>()
  return (artist: Engine): Promise<Prepared> => {
    const known = prepared.get(artist.id) ?? prepare(request, options, artist, deps)
    prepared.set(artist.id, known)
    return known
  }
}

const prepare = async (
  { prompt, sourceIds }: DrawingRequest,
  options: PictureOptions,
  artist: Engine,
  deps: DrawingDeps,
): Promise<Prepared> => {
  await deps.ensureWithin(artist.id)
  const model = await deps.pictureModel(artist.id)
  if (model === null)
    throw new AppError('engine/unsupported', 'No picture model is known', { what: 'pictures' })
  const {
    size = options.size ?? 'auto',
    quality,
    background,
    format,
    way,
    maskId,
  } = fitting(options, artist.kind, model)
  const sources = await Promise.all(sourceIds.map((id) => deps.load(id)))
  const mask = maskId === undefined || sources.length === 0 ? undefined : (await deps.load(maskId)).bytes
  const chosen = {
    ...(quality === undefined ? {} : { quality }),
    ...(background === undefined ? {} : { background }),
    ...(format === undefined ? {} : { format }),
  }
  return {
    artist,
    drawRequest: {
      prompt,
      model,
      size,
      ...chosen,
      ...(sources.length > 0 ? { sources } : {}),
      ...(mask ? { mask } : {}),
      variation: way === 'again' ? deps.seed() : 0,
    },
    details: {
      size,
      ...chosen,
      ...(way ? { way } : sourceIds.length > 0 ? { way: 'edit' } : {}),
      ...(mask && maskId ? { maskId } : {}),
      ...(sourceIds.length > 0 ? { sourceIds } : {}),
    },
    parentId: options.fromId ?? sourceIds[0] ?? null,
  }
}

/** A size goes as it was set, also where we do not know of it: the server says what it takes. */
const fitting = (options: PictureOptions, kind: EngineKind, model: string): PictureOptions => ({
  ...fitPictureOptions(options, abilitiesOf(kind, model)),
  ...(options.size === undefined ? {} : { size: options.size }),
})

const drawOne = async (
  prepared: Prepared,
  { index, place, signal }: Place,
  context: ToolContext,
  deps: DrawingDeps,
): Promise<Picture> => {
  const { artist } = prepared
  const { prompt, model, variation = 0 } = prepared.drawRequest
  const asked: DrawRequest = {
    ...prepared.drawRequest,
    variation: variation + place,
    signal: AbortSignal.any([context.signal, signal]),
  }
  for await (const event of artist.draw(asked)) {
    if (event.type === 'preview') {
      context.preview(index, event.bytes)
      continue
    }
    const cost = event.costUsd ?? deps.priceOf(artist.id, model, event.usage)
    // It was paid for, whatever it turns out to be, and also if it was stopped in this moment.
    context.charge(cost)
    asked.signal.throwIfAborted()
    // Painted here: it is what it says.
    if (artist.kind !== 'builtin') await deps.check(event.bytes, asked.signal)
    const picture = await deps.keep(newPicture(event, cost, prepared, context))
    context.replacePart(index, {
      type: 'picture',
      prompt,
      pictureId: picture.id,
      width: picture.width,
      height: picture.height,
    })
    return picture
  }
  asked.signal.throwIfAborted()
  throw new AppError('engine/malformed', 'The engine ended without a picture')
}

const newPicture = (
  { bytes, leftOut }: Extract<DrawEvent, { type: 'picture' }>,
  cost: number | null | undefined,
  { artist, drawRequest: { prompt, model }, details, parentId }: Prepared,
  { messageId, conversationId }: ToolContext,
): NewPicture => ({
  bytes,
  prompt,
  model,
  costUsd: cost === undefined ? 0 : cost,
  messageId,
  conversationId,
  parentId,
  origin: 'made',
  engineId: artist.id,
  details: leftOut ? { ...details, leftOut } : details,
})

const asFailure = (error: unknown): AppError => {
  if (error instanceof AppError) return error
  log.error('Bug while drawing', error)
  return new AppError('internal')
}

const toPartFailure = ({ code, data }: AppError): NonNullable<PicturePart['failure']> =>
  data ? { code, data } : { code }

const sizeOf = (size: string): readonly [number, number] => {
  const match = /^(\d+)x(\d+)$/.exec(size)
  return match ? [Number(match[1]), Number(match[2])] : [0, 0]
}
