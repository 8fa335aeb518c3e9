import { AppError } from '@shared/ipc/errors'
import {
  type AsyncLibrary,
  type CloseRequest,
  type LibraryInput,
  type LibraryMethod,
  type LibraryOutput,
  type LibraryReply,
  type LibraryRequest,
  libraryMethods,
  type SharedChange,
  type SyncPortRequest,
} from '@shared/ipc/library'
import type { DamageFound, LibraryReport, OpenMode } from '@shared/ipc/library/opening'
import type { JobProgress } from '@shared/model/backup'
import { log } from '../lib/log'
import { realTimers, type Timers } from '../lib/timers'
import type { ChildPort, SpawnLibrary } from './childPort'
import { TemporaryJournal } from './TemporaryJournal'

export interface LibraryClientOptions {
  readonly spawn: SpawnLibrary
  /**
   * The library is open: for the first time, or again after its process had ended and everything unanswered
   * was sent anew.
   */
  readonly onReport?: (report: LibraryReport, isRestart: boolean) => void
  /**
   * It cannot be opened, or its process ends again and again. Requests fail until `start` is called again.
   */
  readonly onUnavailable?: (failure: AppError) => void
  /** Something in it could not be read. */
  readonly onDamage?: () => void
  /** Damage was dealt with while it is open. */
  readonly onDamageFound?: (found: DamageFound) => void
  /** Something of what is shared with other devices changed here, or came from one of them. */
  readonly onShared?: (told: SharedChange) => void
  /** Opening takes unusually long: a large file is being checked, repaired or brought up to date. */
  readonly onSlowOpening?: () => void
  readonly now?: () => number
  readonly timers?: Timers
}

interface Pending {
  readonly request: LibraryRequest
  resolve(value: unknown): void
  reject(error: AppError): void
  onProgress?(progress: JobProgress): void
}

interface Deferred<T> {
  readonly promise: Promise<T>
  resolve(value: T): void
  reject(error: AppError): void
}

const deferred = <T>(): Deferred<T> => {
  let resolve: (value: T) => void = () => {}
  let reject: (error: AppError) => void = () => {}
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue
    reject = onError
  })
  // Waiting callers are told of a failure; when none waits, it is no fault.
  promise.catch(() => {})
  return { promise, resolve, reject }
}

/** The limit of ends within the time: more are no accident any more. */
const mostExits = 5
const exitsWithinMs = 60_000
/** The first restart is at once; each later one gives the machine some more air. */
const restartDelayMs = 200
/** A process that was asked to close writes its log into its file first; one that takes longer hangs. */
const closeWithinMs = 5_000
/** Long enough that a healthy library is open by then, on a busy machine, too. */
const slowOpeningMs = 3_000

/** These need no library that is open: they are the way back to one. */
const waysBack: readonly LibraryMethod[] = ['listBackups', 'restoreBackup']

type LibraryCalls = Omit<AsyncLibrary, 'open'>

/** A method for each of the list; the compiler is told of them here, because it cannot see them come. */
const LibraryCalls = class {
  constructor(request: (method: LibraryMethod, input: unknown) => Promise<unknown>) {
    for (const method of Object.keys(libraryMethods) as LibraryMethod[])
      if (method !== 'open') Object.assign(this, { [method]: (input: unknown) => request(method, input) })
  }
} as new (
  request: (method: LibraryMethod, input: unknown) => Promise<unknown>,
) => LibraryCalls

/**
 * Main's side of the channel to the library process. Requests are kept until they are answered and sent
 * again, in order, to the next process when one ends: every write may be repeated without harm, so none is
 * ever lost.
 */
export class LibraryClient extends LibraryCalls implements AsyncLibrary {
  private readonly pending = new Map<number, Pending>()
  private readonly temporary = new TemporaryJournal()
  private readonly now: () => number
  private readonly timers: Timers
  private lastId = 0
  private child: ChildPort | null = null
  /** What was asked of `child` may be sent: its library is open. */
  private isOpen = false
  /** The number of the last request to open. */
  private openId = 0
  /**
   * A process of this app run had the library open before: later ones must not take answers in progress for
   * orphans.
   */
  private wasOpened = false
  private opened = deferred<LibraryReport>()
  private failure: AppError | null = null
  private closed: Deferred<void> | null = null
  private exits: number[] = []
  private restart: unknown = null
  private slowness: unknown = null

  constructor(private readonly options: LibraryClientOptions) {
    super((method, input) => this.request(method, input))
    this.now = options.now ?? Date.now
    this.timers = options.timers ?? realTimers
  }

  /**
   * Calls the method of that name and reports its progress. Begun anew by the next process, it counts from
   * the start again.
   */
  watched<M extends LibraryMethod>(
    method: M,
    input: LibraryInput<M>,
    onProgress: (progress: JobProgress) => void,
  ): Promise<LibraryOutput<M>> {
    return this.request(method, input, onProgress) as Promise<LibraryOutput<M>>
  }

  /** Starts the process and opens the library. Requests may be made before: they wait. */
  start(): void {
    if ((this.child && !this.failure) || this.restart !== null || this.closed) return
    this.exits = []
    if (this.child) this.openIn(this.child)
    else this.launch()
  }

  /** It could not be opened, or not be kept open: only backups can be asked for. */
  get isUnavailable(): boolean {
    return this.failure !== null
  }

  /** Whether there is a library to hand a port to. */
  get isServing(): boolean {
    return this.isOpen && this.child !== null
  }

  /** The sync process asks over the other end of this port, until one of the two processes ends. */
  serveSync(port: unknown): void {
    this.child?.post({ syncPort: true } satisfies SyncPortRequest, [port])
  }

  /** Resolves with what the library found when it first opened. */
  readonly open = (): Promise<LibraryReport> => {
    this.start()
    return this.opened.promise
  }

  /** Lets the process do what it was sent and end cleanly. */
  async close(): Promise<void> {
    if (this.closed) return this.closed.promise
    const closed = deferred<void>()
    this.closed = closed
    if (this.restart !== null) this.timers.clear(this.restart)
    if (!this.child) {
      this.failAll(new AppError('library/unavailable', 'The library is closed'))
      return
    }
    const { child } = this
    child.post({ close: true } satisfies CloseRequest)
    const timeout = this.timers.set(() => child.kill(), closeWithinMs)
    await closed.promise
    this.timers.clear(timeout)
  }

  private request(
    method: LibraryMethod,
    input: unknown,
    onProgress?: (progress: JobProgress) => void,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const isWayBack = this.failure !== null && waysBack.includes(method)
      if ((this.failure && !isWayBack) || this.closed) {
        reject(this.failure ?? new AppError('library/unavailable', 'The library is closed'))
        return
      }
      this.lastId += 1
      const request = { id: this.lastId, method, input }
      this.pending.set(this.lastId, { request, resolve, reject, ...(onProgress ? { onProgress } : {}) })
      // A process that is not asked to open the library lists its backups, and puts one into its place.
      if (isWayBack) (this.child ?? this.spawn()).post(request)
      else if (this.isOpen) this.child?.post(request)
    })
  }

  private launch(): void {
    this.restart = null
    this.isOpen = false
    this.openIn(this.spawn())
  }

  private spawn(): ChildPort {
    const child = this.options.spawn()
    this.child = child
    child.onMessage((message) => {
      if (this.child === child) this.receive(child, message as LibraryReply)
    })
    child.onExit((code) => {
      if (this.child === child) this.comeBack(code)
    })
    return child
  }

  private openIn(child: ChildPort): void {
    this.failure = null
    this.lastId += 1
    this.openId = this.lastId
    this.stopWaiting()
    this.slowness = this.timers.set(() => {
      this.slowness = null
      this.options.onSlowOpening?.()
    }, slowOpeningMs)
    const mode: OpenMode = { isResumed: this.wasOpened }
    child.post({ id: this.openId, method: 'open', input: mode } satisfies LibraryRequest)
  }

  private receive(child: ChildPort, reply: LibraryReply): void {
    if ('noted' in reply || 'arrived' in reply) this.options.onShared?.(reply)
    else if ('found' in reply) this.options.onDamageFound?.(reply.found)
    else if ('progress' in reply) this.pending.get(reply.id)?.onProgress?.(reply.progress)
    else if (reply.id === this.openId) {
      if (reply.ok) this.begin(child, reply.value as LibraryReport)
      else this.giveUp(AppError.from(reply.failure))
    } else {
      const { method } = this.pending.get(reply.id)?.request ?? {}
      this.settle(reply)
      // There is a library again: the process that put it there opens it as any other does.
      if (this.failure && reply.ok && method === 'restoreBackup') {
        this.exits = []
        this.openIn(child)
      }
    }
  }

  /** The library is open: what waited is sent, in the order in which it was asked. */
  private begin(child: ChildPort, report: LibraryReport): void {
    const isRestart = this.wasOpened
    this.stopWaiting()
    this.isOpen = true
    this.wasOpened = true
    // What was in the memory of the process before. Nothing waits for the answers.
    for (const write of isRestart ? this.temporary.all() : []) {
      this.lastId += 1
      child.post({ id: this.lastId, ...write })
    }
    for (const { request } of this.pending.values()) child.post(request)
    this.opened.resolve(report)
    this.options.onReport?.(report, isRestart)
  }

  /** Follows an end of the process: it was wanted, or the next one is started. */
  private comeBack(code: number): void {
    this.stopWaiting()
    this.child = null
    this.isOpen = false
    if (this.closed) {
      this.failAll(new AppError('library/unavailable', 'The library is closed'))
      this.closed.resolve()
      return
    }
    log.warning(`The library process ended with ${code}`)
    if (this.failure) {
      this.failAll(this.failure)
      return
    }
    const now = this.now()
    this.exits = [...this.exits.filter((at) => now - at < exitsWithinMs), now]
    if (this.exits.length >= mostExits) {
      this.giveUp(new AppError('library/unavailable', 'The library process keeps ending'))
    } else if (this.exits.length === 1) {
      this.launch()
    } else {
      this.restart = this.timers.set(() => this.launch(), restartDelayMs * this.exits.length)
    }
  }

  private stopWaiting(): void {
    if (this.slowness !== null) this.timers.clear(this.slowness)
    this.slowness = null
  }

  private giveUp(failure: AppError): void {
    const { child } = this
    this.stopWaiting()
    this.failure = failure
    this.child = null
    this.isOpen = false
    child?.kill()
    this.opened.reject(failure)
    this.failAll(failure)
    this.options.onUnavailable?.(failure)
    // A later start is a new opening.
    this.opened = deferred()
    // The process may have been asked to close while it opened: this was its end, and nothing more is heard
    // of it.
    this.closed?.resolve()
  }

  private settle(reply: Extract<LibraryReply, { readonly ok: boolean }>): void {
    const pending = this.pending.get(reply.id)
    if (!pending) return
    this.pending.delete(reply.id)
    if (reply.ok) {
      this.temporary.note(pending.request)
      pending.resolve(reply.value)
    } else {
      if (reply.failure.code === 'library/damaged') this.options.onDamage?.()
      pending.reject(AppError.from(reply.failure))
    }
  }

  private failAll(error: AppError): void {
    const all = [...this.pending.values()]
    this.pending.clear()
    for (const { reject } of all) reject(error)
  }
}
