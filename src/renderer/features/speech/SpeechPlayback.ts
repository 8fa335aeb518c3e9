import type { Utterance } from '@shared/ipc/speech'
import type { SoundContext, SoundGain, SoundSource } from './audioContext'
import { PlaybackSchedule } from './PlaybackSchedule'
import { type SentenceAudio, SentenceSound } from './SentenceSound'
import { TimeStretcher } from './TimeStretcher'

/**
 * The next sentence is fetched when less than this is left: main requests what comes after it then, and not
 * earlier.
 */
const fetchAheadSeconds = 2
/** The most of a long sentence that is read before it is its turn. */
const readAheadSeconds = 10
/**
 * The most on the clock: a device that is slow to answer runs through it, a change of speed takes it back.
 */
const placedAheadSeconds = 3
/** Longest piece: the ends of pieces are what the playback wakes up by. */
const pieceSeconds = 0.5
/** Smaller pieces wait for others while enough is placed. */
const smallPieceSeconds = 0.05
const enoughSeconds = 0.2
/** Long enough not to click, short enough to be at once. */
const fadeSeconds = 0.005
/** The time until a change is heard, in which the sound after it is placed. */
const changeSeconds = 0.03
/** A device that is closed drops what it has not played yet, so it is given some silence to drop. */
const tailSeconds = 0.3

export interface SpeechPlaybackDeps extends SentenceAudio {
  readonly speed: number
  /** This utterance begins to be heard. */
  readonly onSentence: (utterance: Utterance) => void
}

/** A place in the text: which sentence, and how far in it. */
interface ReadingPosition {
  readonly sentence: number
  readonly frame: number
  /** It is silent there: when what comes next was to begin. */
  readonly begins: number | null
}

interface Piece {
  readonly source: SoundSource
  readonly at: number
  readonly end: number
  readonly sentence: number
  readonly frame: number
  readonly speed: number
}

/** What was placed on the clock together, and fades together. */
interface Generation {
  readonly gain: SoundGain
  readonly pieces: Set<Piece>
  readonly marked: Set<number>
}

/**
 * One reading, from its first sentence to its last. Sound is kept as it came until it was heard; sound on the
 * clock can be taken back and placed anew, which is how pausing, skipping, another speed and another device
 * work.
 */
export class SpeechPlayback {
  /** Silent until `resume`. */
  isPaused = false
  private readonly sentences: SentenceSound[] = []
  private readonly stopping = new AbortController()
  private readonly stopped: Promise<void>
  private readonly wakers = new Set<() => void>()
  private readonly rate: number
  private readonly schedule: PlaybackSchedule
  private generation: Generation
  private stretcher: TimeStretcher
  /** What is placed next: the sentence, how much of it the stretcher has, and where in it that one began. */
  private next = 0
  private fed = 0
  private began = 0
  private speed: number
  private isFilled = false
  private hasTail = false
  private hasSounded = false
  /** Something of what was last taken back was still to be heard. */
  private wasPlaced = false

  constructor(
    private context: SoundContext,
    private readonly deps: SpeechPlaybackDeps,
  ) {
    this.speed = deps.speed
    // The same of every context: what was read for one can be played by the next.
    this.rate = context.sampleRate
    this.schedule = new PlaybackSchedule(this.rate)
    this.stretcher = new TimeStretcher(this.speed, this.rate)
    this.generation = this.newGeneration()
    this.stopped = new Promise((resolve) => {
      this.stopping.signal.addEventListener('abort', () => resolve(), { once: true })
    })
  }

  private get isStopped(): boolean {
    return this.stopping.signal.aborted
  }

  async play(utterances: AsyncIterable<Utterance>): Promise<void> {
    const iterator = utterances[Symbol.asyncIterator]()
    let cut: { readonly error: unknown } | null = null
    let missed: { readonly error: unknown } | null = null
    try {
      for (;;) {
        const next = await Promise.race([iterator.next(), this.stopped])
        if (!next || next.done) break
        await this.untilLeft(fetchAheadSeconds)
        if (this.isStopped) break
        // One sentence that cannot be fetched does not silence the others.
        await this.read(next.value).catch((error: unknown) => {
          missed = { error }
        })
      }
    } catch (error) {
      // What came before is still to be heard.
      cut = { error }
    }
    this.isFilled = true
    this.plan()
    while (!this.isStopped && !this.isOver) await this.nextChange()
    if (this.isStopped) {
      // Not awaited: a source that waits for more text may take its time to leave.
      void iterator.return?.()
      return
    }
    const failed = cut ?? (this.hasSounded ? null : missed)
    if (failed) throw (failed as { readonly error: unknown }).error
  }

  /** Resolves when nothing can be heard any more. */
  stop(): Promise<void> {
    this.stopping.abort()
    this.wake()
    return this.fadeOut(this.context.currentTime)
  }

  /** It stays where it is. Resolves when nothing can be heard any more. */
  pause(): Promise<void> {
    if (this.isPaused) return Promise.resolve()
    const now = this.context.currentTime
    this.isPaused = true
    const faded = this.takeBack(this.positionAt(now), now)
    this.wake()
    return faded
  }

  /** It continues from where it was paused. */
  resume(): void {
    this.isPaused = false
    this.plan()
  }

  /** The next sentence at once, or as soon as it is there. */
  skip(): void {
    const now = this.context.currentTime
    const position = this.positionAt(now)
    // What is not there yet cannot be skipped.
    if (position.sentence >= this.sentences.length) return
    const next = position.begins === null || this.isPaused ? position.sentence + 1 : position.sentence
    for (const sentence of this.sentences.slice(0, next)) sentence.leave()
    void this.takeBack({ sentence: next, frame: 0, begins: null }, now)
    this.plan()
    this.wake()
  }

  setSpeed(speed: number): void {
    if (speed === this.speed) return
    const at = this.context.currentTime + changeSeconds
    const position = this.positionAt(at)
    this.speed = speed
    void this.takeBack(position, at)
    // Into the middle of what sounds; a silence goes on as it was.
    if (!this.isPaused) this.schedule.restart(position.begins ?? (this.wasPlaced ? at : null))
    this.plan()
    this.wake()
  }

  /** Another device, on a clock of its own: what the last one did not play is placed there. */
  moveTo(context: SoundContext): void {
    const position = this.positionAt(this.context.currentTime)
    void this.takeBack(position, this.context.currentTime)
    this.context = context
    this.generation = this.newGeneration()
    this.schedule.restart(null)
    this.plan()
    this.wake()
  }

  private get isOver(): boolean {
    return this.isFilled && this.next >= this.sentences.length && this.generation.pieces.size === 0
  }

  private async read(utterance: Utterance): Promise<void> {
    const sentence = new SentenceSound(utterance, this.deps, this.rate)
    const index = this.sentences.push(sentence) - 1
    // Skipped before it was there.
    if (index < this.next) sentence.leave()
    await sentence.read(this.stopping.signal, {
      onGrown: () => this.plan(),
      untilNeeded: () => this.untilLeft(readAheadSeconds),
    })
  }

  /** Places on the clock what is there, as far ahead as is good. */
  private plan(): void {
    if (this.isPaused || this.isStopped) return
    const now = this.context.currentTime
    while (this.schedule.ahead(now) < placedAheadSeconds) {
      const sentence = this.sentences[this.next]
      if (!sentence) {
        this.placeTail()
        return
      }
      if (!sentence.isWhole && !this.isEnough(sentence, now)) return
      const block = sentence.take(this.fed, Math.ceil(pieceSeconds * this.rate * this.speed))
      this.fed += block.length
      const isLast = sentence.isWhole && this.fed >= sentence.frames
      const frame = this.began + this.stretcher.position
      const out = this.stretcher.push(block, isLast)
      if (out.length > 0) this.place(out, frame)
      if (isLast) {
        this.schedule.endSentence()
        this.goTo(this.next + 1, 0)
      } else if (block.length === 0) return
    }
  }

  /** Is there enough of an unfinished sentence to be worth a piece, and not to run dry at once? */
  private isEnough(sentence: SentenceSound, now: number): boolean {
    const seconds = (sentence.frames - this.began - this.stretcher.position) / (this.rate * this.speed)
    if (seconds <= 0 || seconds < this.schedule.needed(now)) return false
    return seconds >= smallPieceSeconds || this.schedule.ahead(now) <= enoughSeconds
  }

  private placeTail(): void {
    if (!this.isFilled || this.hasTail || this.generation.pieces.size === 0) return
    this.hasTail = true
    this.start(new Float32Array(Math.round(tailSeconds * this.rate)), this.sentences.length, 0)
  }

  private place(samples: Float32Array<ArrayBuffer>, frame: number): void {
    const sentence = this.sentences[this.next]
    const at = this.start(samples, this.next, frame)
    if (!sentence || sentence.hasBegun || this.generation.marked.has(this.next)) return
    this.generation.marked.add(this.next)
    // There is no event for a beginning; a single silent sample ends there instead.
    this.startAt(new Float32Array(1), at, this.next, frame, () => {
      sentence.hasBegun = true
      this.hasSounded = true
      // Sound that was heard is not needed again.
      for (const before of this.sentences.slice(0, this.sentences.indexOf(sentence))) before.drop()
      this.deps.onSentence(sentence.utterance)
    })
  }

  private start(samples: Float32Array<ArrayBuffer>, sentence: number, frame: number): number {
    const at = this.schedule.place(this.context.currentTime, samples.length)
    this.startAt(samples, at, sentence, frame)
    return at
  }

  private startAt(
    samples: Float32Array<ArrayBuffer>,
    at: number,
    sentence: number,
    frame: number,
    onEnded: () => void = () => {},
  ): void {
    const { generation, speed } = this
    const buffer = this.context.createBuffer(1, samples.length, this.rate)
    buffer.copyToChannel(samples, 0)
    const source = this.context.createBufferSource()
    source.buffer = buffer
    source.connect(generation.gain)
    const end = at + samples.length / this.rate
    const piece: Piece = { source, at, end, sentence, frame, speed }
    source.addEventListener('ended', () => {
      source.disconnect()
      if (!generation.pieces.delete(piece)) return
      // Of what was taken back, nothing begins any more.
      if (generation === this.generation && !this.isStopped) onEnded()
      this.plan()
      this.wake()
    })
    generation.pieces.add(piece)
    source.start(at)
  }

  /** What is heard at a time; where nothing is placed then, what is placed next. */
  private positionAt(time: number): ReadingPosition {
    const pieces = [...this.generation.pieces].filter(({ at, end }) => end - at > 1.5 / this.rate)
    const sounding = pieces.find(({ at, end }) => at <= time && time < end)
    if (sounding) {
      const frame = sounding.frame + Math.round((time - sounding.at) * this.rate * sounding.speed)
      return { sentence: sounding.sentence, frame, begins: null }
    }
    const coming = pieces.filter(({ at }) => at > time).sort((one, other) => one.at - other.at)[0]
    if (coming) return { sentence: coming.sentence, frame: coming.frame, begins: coming.at }
    return { sentence: this.next, frame: Math.round(this.began + this.stretcher.position), begins: null }
  }

  /** What was to be heard from `at` on is not; it is to be placed anew from `position`. */
  private takeBack(position: ReadingPosition, at: number): Promise<void> {
    this.wasPlaced = this.generation.pieces.size > 0
    const faded = this.fadeOut(at)
    this.generation = this.newGeneration()
    if (this.wasPlaced) {
      this.generation.gain.gain.setValueAtTime(0, at)
      this.generation.gain.gain.linearRampToValueAtTime(1, at + fadeSeconds)
    }
    this.goTo(position.sentence, position.frame)
    this.schedule.restart(null)
    this.hasTail = false
    return faded
  }

  private goTo(sentence: number, frame: number): void {
    this.next = sentence
    this.fed = frame
    this.began = frame
    this.stretcher = new TimeStretcher(this.speed, this.rate)
  }

  private async fadeOut(at: number): Promise<void> {
    const { gain, pieces } = this.generation
    gain.gain.setValueAtTime(1, at)
    gain.gain.linearRampToValueAtTime(0, at + fadeSeconds)
    for (const piece of pieces) {
      if (piece.at < at + fadeSeconds) piece.source.stop(at + fadeSeconds * 2)
      else {
        piece.source.disconnect()
        piece.source.stop(at)
        pieces.delete(piece)
      }
    }
    // On a clock that stands still nothing ends, and nothing sounds either.
    while (pieces.size > 0 && this.context.state === 'running') await this.nextChange()
    gain.disconnect()
    pieces.clear()
  }

  private newGeneration(): Generation {
    const gain = this.context.createGain()
    gain.connect(this.context.destination)
    return { gain, pieces: new Set(), marked: new Set() }
  }

  /** Seconds that are there and not yet heard. */
  private get left(): number {
    const unplaced = this.sentences
      .slice(this.next)
      .reduce((sum, { frames }) => sum + frames, -(this.began + this.stretcher.position))
    return this.schedule.ahead(this.context.currentTime) + Math.max(0, unplaced) / (this.rate * this.speed)
  }

  private async untilLeft(seconds: number): Promise<void> {
    while (!this.isStopped && this.left > seconds) await this.nextChange()
  }

  /** Resolves when a piece has been heard, or something was changed. */
  private nextChange(): Promise<void> {
    return new Promise((resolve) => {
      this.wakers.add(resolve)
    })
  }

  private wake(): void {
    for (const waker of this.wakers) waker()
    this.wakers.clear()
  }
}
