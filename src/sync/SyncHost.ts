import { AppError, type Failure, isCancelled } from '@shared/ipc/errors'
import type {
  LookInput,
  LookResult,
  PlaceAccess,
  SyncHostMethod,
  SyncHostMethods,
  SyncHostReply,
  SyncHostRequest,
} from '@shared/ipc/syncHost'
import { placeFailure } from '@shared/model/syncProblem'
import { type DirectPort, PortCalls } from '@shared/sync/directPort'
import { type SyncedBlobs, type SyncedLibrary, syncedLibraryMethods } from '@shared/sync/syncedLibrary'
import { SyncFault } from './faults'
import { unlockRing } from './keyFiles'
import { firstKey, newSecret, secretOfText, textOfSecret } from './keyRing'
import { lockKey, newLibraryKey, newWords } from './keys'
import { Looks } from './Looks'
import { beginPlace, lookInto } from './layout'
import { openPlace } from './openPlace'
import type { Place } from './Place'
import { PlaceFault } from './placeFaults'
import { problemOf } from './problemOf'
import { reachBy } from './reachBy'
import { removeDevice } from './removeDevice'

type Handlers = {
  readonly [M in SyncHostMethod]: (
    input: SyncHostMethods[M]['input'],
    signal: AbortSignal,
  ) => Promise<SyncHostMethods[M]['output']>
}

/** What main may ask of this process. */
export class SyncHost {
  private readonly calls = new PortCalls()
  private readonly library = libraryOver(this.calls)
  private readonly looks = new Looks(
    this.library,
    (activity, progress) => this.post({ type: 'activity', activity, progress }),
    () => this.post({ type: 'came' }),
  )
  private readonly running = new Map<number, AbortController>()

  constructor(
    private readonly post: (reply: SyncHostReply) => void,
    private readonly onFault: (error: unknown) => void,
  ) {}

  /** From now on the library is at the other end of this port. */
  meetLibrary(port: DirectPort): void {
    this.calls.use(port)
  }

  handle(request: Extract<SyncHostRequest, { readonly type: 'call' | 'cancel' }>): void {
    if (request.type === 'cancel') this.running.get(request.id)?.abort()
    else void this.answer(request)
  }

  private async answer({
    id,
    method,
    input,
  }: Extract<SyncHostRequest, { readonly type: 'call' }>): Promise<void> {
    const asked = new AbortController()
    this.running.set(id, asked)
    try {
      // The input's type belongs to the method's: main's client is typed by the same list.
      const handler = this.handlers[method] as (input: unknown, signal: AbortSignal) => Promise<unknown>
      this.post({ type: 'reply', id, ok: true, value: await handler(input, asked.signal) })
    } catch (error) {
      if (!(error instanceof AppError) && !isExpected(error)) this.onFault(error)
      this.post({ type: 'reply', id, ok: false, failure: failureOf(error) })
    } finally {
      this.running.delete(id)
    }
  }

  private readonly handlers: Handlers = {
    look: async (access) => {
      const { type } = await lookInto(placeOf(access))
      if (type === 'other') throw placeFailure('not-ours')
      return { isEmpty: type === 'empty' }
    },
    create: async (access) => {
      const place = placeOf(access)
      const { type } = await lookInto(place)
      if (type === 'other') throw placeFailure('not-ours')
      const [words, key] = [await newWords(), await newLibraryKey()]
      if (type !== 'empty' || !(await beginPlace(place, await lockKey(key, words))))
        throw new AppError('sync/not-empty')
      return { words, secret: textOfSecret(await newSecret(firstKey(key))) }
    },
    unlock: async ({ words, ...access }) => {
      const found = await lookInto(placeOf(access))
      if (found.type === 'empty' || found.type === 'other') throw new AppError('sync/nothing-there')
      if (found.type === 'newer') throw new AppError('sync/newer')
      return { secret: textOfSecret(await newSecret(await unlockRing(found.keyFile, words))) }
    },
    removeDevice: async ({ id, ...input }) => {
      const place = placeOf(input)
      const positions = await this.library.readPositions()
      const known = secretOfText(input.secret)
      const { words, secret } = await removeDevice(place, known, { id, positions })
      return { words, secret: textOfSecret(secret) }
    },
    round: (input: LookInput, signal): Promise<LookResult> => this.looks.look(placeOf(input), input, signal),
  }
}

const placeOf = ({ place, password, proxy }: PlaceAccess): Place => {
  if (place.type === 'webdav') reachBy(proxy)
  return openPlace(place, password)
}

const libraryOver = (calls: PortCalls): SyncedLibrary & SyncedBlobs =>
  Object.fromEntries(
    syncedLibraryMethods.map((method) => [method, (input: unknown) => calls.call(method, input)]),
  ) as unknown as SyncedLibrary & SyncedBlobs

const isExpected = (error: unknown): boolean => error instanceof PlaceFault || error instanceof SyncFault

const failureOf = (error: unknown): Failure => {
  if (error instanceof AppError) return error.toFailure()
  if (isCancelled(error)) return new AppError('cancelled').toFailure()
  if (error instanceof SyncFault && error.reason === 'wrong-words')
    return new AppError('sync/wrong-words').toFailure()
  if (error instanceof SyncFault && error.reason === 'newer') return new AppError('sync/newer').toFailure()
  const { code, message, data } = placeFailure(problemOf(error))
  const retryAfterMs = error instanceof PlaceFault ? error.retryAfterMs : null
  return { code, message, data: { ...data, ...(retryAfterMs === null ? {} : { retryAfterMs }) } }
}
