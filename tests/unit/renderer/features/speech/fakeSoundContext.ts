import type {
  SoundBuffer,
  SoundContext,
  SoundGain,
  SoundSource,
} from '../../../../../src/renderer/features/speech/audioContext'

class FakeBuffer implements SoundBuffer {
  samples = new Float32Array(0)
  copyToChannel(samples: Float32Array<ArrayBuffer>): void {
    this.samples = samples.slice()
  }
}

class FakeGain implements SoundGain {
  readonly ramps: { readonly value: number; readonly at: number; readonly isRamp: boolean }[] = []
  isConnected = false
  readonly gain = {
    setValueAtTime: (value: number, at: number) => this.ramps.push({ value, at, isRamp: false }),
    linearRampToValueAtTime: (value: number, at: number) => this.ramps.push({ value, at, isRamp: true }),
  }
  connect(): void {
    this.isConnected = true
  }
  disconnect(): void {
    this.isConnected = false
  }
  /** The level heard at a time: the one that was set, or one on its way there. */
  level(time: number): number {
    if (!this.isConnected) return 0
    let before = { value: 1, at: Number.NEGATIVE_INFINITY, isRamp: false }
    for (const change of [...this.ramps].sort((one, other) => one.at - other.at)) {
      if (change.at <= time) {
        before = change
        continue
      }
      if (!change.isRamp) break
      const share = (time - before.at) / (change.at - before.at)
      return before.value + (change.value - before.value) * share
    }
    return before.value
  }
}

class FakeSource implements SoundSource {
  buffer: FakeBuffer | null = null
  gain: FakeGain | null = null
  startsAt = Number.POSITIVE_INFINITY
  stopsAt = Number.POSITIVE_INFINITY
  hasEnded = false
  private readonly listeners: (() => void)[] = []

  constructor(private readonly context: FakeSoundContext) {}

  connect(target: object): void {
    this.gain = target as FakeGain
  }
  disconnect(): void {}
  start(at: number): void {
    this.startsAt = Math.max(at, this.context.currentTime)
    this.context.sources.push(this)
  }
  stop(at: number): void {
    this.stopsAt = at
  }
  addEventListener(_type: 'ended', listener: () => void): void {
    this.listeners.push(listener)
  }
  get endsAt(): number {
    const frames = this.buffer?.samples.length ?? 0
    return Math.min(this.stopsAt, this.startsAt + frames / this.context.sampleRate)
  }
  end(): void {
    this.hasEnded = true
    for (const listener of this.listeners) listener()
  }
}

/** A sound device whose clock moves only by `advance`, and which remembers every sample that was heard. */
export class FakeSoundContext implements SoundContext {
  currentTime = 0
  state = 'suspended'
  readonly destination = {}
  readonly sources: FakeSource[] = []
  /** Every sample played so far, silence included, by the device's clock. */
  heard: number[] = []

  constructor(readonly sampleRate = 1_000) {}

  createGain(): FakeGain {
    return new FakeGain()
  }
  createBuffer(): FakeBuffer {
    return new FakeBuffer()
  }
  createBufferSource(): FakeSource {
    return new FakeSource(this)
  }
  async resume(): Promise<void> {
    this.state = 'running'
  }
  async suspend(): Promise<void> {
    this.state = 'suspended'
  }
  async close(): Promise<void> {
    this.state = 'closed'
  }

  /** Lets time pass, a few milliseconds at a time, and all that follows from it happen. */
  async advance(seconds: number): Promise<void> {
    const frames = Math.round(seconds * this.sampleRate)
    for (let frame = 0; frame < frames; frame++) {
      await settle()
      if (this.state !== 'running') return
      this.heard.push(this.sampleNow())
      this.currentTime = this.heard.length / this.sampleRate
      for (const source of this.sources) {
        if (!source.hasEnded && source.endsAt <= this.currentTime + 1e-9) source.end()
      }
    }
    await settle()
  }

  private sampleNow(): number {
    let sum = 0
    for (const source of this.sources) {
      const index = Math.round((this.currentTime - source.startsAt) * this.sampleRate)
      if (source.hasEnded || index < 0 || this.currentTime >= source.stopsAt) continue
      sum += (source.buffer?.samples[index] ?? 0) * (source.gain?.level(this.currentTime) ?? 0)
    }
    return sum
  }
}

/** Lets everything happen that waits for nothing. */
export const settle = () => new Promise<void>((resolve) => setImmediate(resolve))
