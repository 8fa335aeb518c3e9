import { AppError, isCancelled } from '@shared/ipc/errors'
import type { DictationBarState, LastDictation } from '@shared/model/dictateAnywhere'
import type { FrontWindow } from '../../insertion/textInsertion'
import { Emitter } from '../../lib/Emitter'
import { log } from '../../lib/log'
import type { DictateAnywhereDeps, HandedOver, Polish } from './DictateAnywhereDeps'

/** The page hands a recording over within this time, or it has ended. */
const handOverMs = 10_000
/** How long the bar stays once the words are there: a look, or long enough for a press. */
const glanceMs = 1_600
const readMs = 6_000

interface Session {
  readonly id: number
  readonly over: AbortController
  /** Ends the polishing, and nothing else. */
  readonly rawWanted: AbortController
  target: Promise<FrontWindow | null>
  program: string | null
  recordingId: string | null
  isLatched: boolean
}

/**
 * Dictation into the program in front: the key begins and ends it, the bar's page records, and here speech
 * becomes words and goes to the caret. One at a time.
 */
export class DictateAnywhere {
  readonly changes = new Emitter<DictationBarState>()
  private current: DictationBarState = { type: 'idle' }
  private session: Session | null = null
  private count = 0
  /** Thrown away before their recordings were handed over. */
  private readonly dropped = new Set<number>()
  private lastWords: LastDictation | null = null
  private giveEscapeBack = () => {}
  private timer: unknown = null

  constructor(private readonly deps: DictateAnywhereDeps) {}

  get state(): DictationBarState {
    return this.current
  }

  get last(): LastDictation | null {
    return this.lastWords
  }

  /** The microphone is for the dictation that the user's key has begun, and for no other. */
  ensureListening(session: number): void {
    if (this.current.type !== 'listening' || this.current.session !== session) throw new AppError('cancelled')
  }

  /** What a button does to the dictation that it stood beside; one of an earlier dictation does nothing. */
  act(verb: 'finish' | 'drop' | 'useRaw' | 'retry' | 'dismiss', session: number): void {
    if (this.session?.id === session) this[verb]()
  }

  /** The hotkey goes down: listens, or ends what a tap began. */
  press(): void {
    const { type } = this.current
    if (type === 'listening') this.finish()
    else if (type !== 'ending' && type !== 'writing') this.begin()
  }

  /** It comes up again. After a tap listening goes on until the next press. */
  release(isTap: boolean): void {
    const { session, current } = this
    if (!session || current.type !== 'listening' || session.isLatched) return
    if (isTap) {
      session.isLatched = true
      this.tell({ ...current, isLatched: true })
    } else this.finish()
  }

  /** What was said until now becomes words. */
  finish(): void {
    const { session, current } = this
    if (!session || current.type !== 'listening') return
    this.become({ type: 'ending', session: session.id, program: session.program })
    this.after(handOverMs, () => this.fail(session, new AppError('internal', 'No recording came')))
  }

  /** All that was heard is in main. */
  handedOver({ session: id, recording, failure }: HandedOver): void {
    const { session, current } = this
    const isOurs = session?.id === id && (current.type === 'listening' || current.type === 'ending')
    if (!session || !isOurs) {
      // Its dictation was dropped or has failed meanwhile.
      const isDropped = this.dropped.delete(id)
      if (!recording) return
      if (isDropped) this.forget(recording.recordingId)
      else this.deps.recordings.keep(recording.recordingId)
      return
    }
    session.recordingId = recording?.recordingId ?? null
    if (failure) this.fail(session, new AppError(failure.code, undefined, failure.data))
    else if (recording) void this.write(session, recording.recordingId)
    else this.rest()
  }

  /** Thrown away, whatever it has come to. */
  drop(): void {
    const { session, current } = this
    if (!session || current.type === 'idle') return
    const { id, recordingId } = session
    this.rest()
    if (current.type === 'done') return
    if (recordingId === null) this.dropped.add(id)
    else this.forget(recordingId)
  }

  /** Something else matters now: the screen is locked. What was said is kept. */
  breakOff(): void {
    const { session, current } = this
    if (session && (current.type === 'listening' || current.type === 'ending')) {
      // The page sees that it is over; what it hands over is kept.
      this.fail(session, new AppError('cancelled'))
    }
  }

  /** The bar's page is gone, and with it the microphone. */
  pageLeft(windowId: number): void {
    const recordingId = this.deps.recordings.leave(windowId)
    const { session, current } = this
    if (!session || (current.type !== 'listening' && current.type !== 'ending')) return
    session.recordingId = recordingId
    this.fail(session, new AppError('internal', 'The bar’s page ended'))
  }

  useRaw(): void {
    this.session?.rawWanted.abort()
  }

  dismiss(): void {
    if (this.current.type === 'done' || this.current.type === 'failed') this.rest()
  }

  /** The recording of the dictation that failed, once more and into what is in front now. */
  retry(): void {
    const { current } = this
    if (current.type !== 'failed' || current.recordingId === null) return
    const session = this.newSession()
    session.recordingId = current.recordingId
    void this.write(session, current.recordingId)
  }

  private begin(): void {
    this.deps.silence()
    const session = this.newSession()
    this.giveEscapeBack = this.deps.grabEscape(() => this.drop())
    this.become({
      type: 'listening',
      session: session.id,
      program: null,
      accelerator: this.deps.accelerator(),
      isLatched: false,
    })
    this.deps.bar.show()
  }

  private newSession(): Session {
    this.count++
    const session: Session = {
      id: this.count,
      over: new AbortController(),
      rawWanted: new AbortController(),
      target: Promise.resolve(null),
      program: null,
      recordingId: null,
      isLatched: false,
    }
    session.target = this.lookInFront(session)
    this.session = session
    return session
  }

  private async lookInFront(session: Session): Promise<FrontWindow | null> {
    try {
      const target = await this.deps.insertion.front()
      session.program = target?.name || null
      const { current } = this
      if (this.session === session && current.type !== 'idle')
        this.tell({ ...current, program: session.program })
      return target
    } catch (error) {
      log.warning('Which program is in front could not be seen', error)
      return null
    }
  }

  private async write(session: Session, recordingId: string): Promise<void> {
    const { signal } = session.over
    const show = (words: string, isPolishing: boolean) => {
      if (this.session === session)
        this.become({ type: 'writing', session: session.id, program: session.program, words, isPolishing })
    }
    try {
      show('', false)
      const said = await this.deps.transcribe(recordingId, (soFar) => show(soFar, false), signal)
      signal.throwIfAborted()
      const rawWords = said.trim()
      if (rawWords === '') throw new AppError('recording/wordless')
      const polish = this.deps.polish()
      show(rawWords, polish !== null)
      const words = polish ? await polishedOr(rawWords, polish, session) : rawWords
      signal.throwIfAborted()
      await this.putIn(session, words, rawWords)
      this.forget(recordingId)
    } catch (error) {
      if (!signal.aborted) this.fail(session, error)
    }
  }

  private async putIn(session: Session, words: string, rawWords: string): Promise<void> {
    this.lastWords = { words, rawWords, at: this.deps.now() }
    await this.deps.untilKeysUp()
    session.over.signal.throwIfAborted()
    const inserted = await this.deps.insertion.insert(words, await session.target)
    if (this.session !== session) return
    const isPolished = words !== rawWords
    const { id, program } = session
    const copied = inserted.type === 'copied' ? inserted.reason : null
    this.become({ type: 'done', session: id, program, words, rawWords: isPolished ? rawWords : null, copied })
    this.after(isPolished || copied !== null ? readMs : glanceMs, () => this.rest())
  }

  private forget(recordingId: string): void {
    this.deps.recordings
      .forget(recordingId)
      .catch((error: unknown) => log.error('A recording could not be forgotten', error))
  }

  /** What was said is kept. The user sees why no words came, unless it was no fault. */
  private fail(session: Session, error: unknown): void {
    if (this.session !== session) return
    const { id, program, recordingId } = session
    session.over.abort()
    if (recordingId !== null) this.deps.recordings.keep(recordingId)
    if (isCancelled(error)) {
      this.rest()
      return
    }
    if (!(error instanceof AppError)) log.error('Dictation failed', error)
    const code = error instanceof AppError ? error.code : 'internal'
    const data = error instanceof AppError ? error.data : undefined
    this.become({ type: 'failed', session: id, program, code, ...(data ? { data } : {}), recordingId })
    this.deps.bar.show()
    this.after(readMs, () => this.rest())
  }

  private rest(): void {
    this.session?.over.abort()
    this.session = null
    this.become({ type: 'idle' })
    this.deps.bar.hide()
  }

  private become(state: DictationBarState): void {
    this.deps.timers.clear(this.timer)
    this.timer = null
    // The key is everybody's again as soon as nothing is recorded.
    if (state.type !== 'listening') {
      this.giveEscapeBack()
      this.giveEscapeBack = () => {}
    }
    this.tell(state)
  }

  private tell(state: DictationBarState): void {
    this.current = state
    this.changes.publish(state)
  }

  private after(ms: number, work: () => void): void {
    this.timer = this.deps.timers.set(work, ms)
  }
}

/** The polished words, or those that were said: they are never lost to the polish. */
const polishedOr = async (
  rawWords: string,
  polish: Polish,
  { over, rawWanted }: Session,
): Promise<string> => {
  try {
    return await polish(rawWords, AbortSignal.any([over.signal, rawWanted.signal]))
  } catch (error) {
    if (!over.signal.aborted && !rawWanted.signal.aborted)
      log.warning('What was dictated could not be polished', error)
    return rawWords
  }
}
