import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'

/** Sound as it was heard: samples from -1 to 1. */
export interface Sound {
  readonly sampleRate: number
  readonly samples: Float32Array
}

/** A stretch in which something was heard. Seconds from the start of the recording. */
export interface Stretch {
  readonly start: number
  readonly end: number
}

/** Quieter than this is silence: -46 dB, far above the null sink's exact zero. */
const silenceLevel = 0.005
/** A pause within a sound (between swings of a low tone, or sounds of a word) that does not end it. */
const shortestPauseSeconds = 0.02

/** Everything that could be heard, as stretches, exact to the sample. */
export const stretchesOf = (
  { samples, sampleRate }: Sound,
  { level = silenceLevel, pauseSeconds = shortestPauseSeconds } = {},
): Stretch[] => {
  const stretches: { start: number; end: number }[] = []
  const pause = pauseSeconds * sampleRate
  for (const [index, sample] of samples.entries()) {
    if (Math.abs(sample) < level) continue
    const last = stretches.at(-1)
    if (last && index - last.end < pause) last.end = index + 1
    else stretches.push({ start: index, end: index + 1 })
  }
  return stretches.map(({ start, end }) => ({ start: start / sampleRate, end: end / sampleRate }))
}

/** Seconds of silence between each two stretches. */
export const gapsOf = (stretches: readonly Stretch[]): number[] =>
  stretches.slice(1).map(({ start }, index) => start - (stretches[index]?.end ?? 0))

/** Seconds in which something was heard. */
export const secondsOf = (stretches: readonly Stretch[]): number =>
  stretches.reduce((sum, { start, end }) => sum + end - start, 0)

/** Seconds from a moment of the recording until nothing was heard any more; 0 when it was silent already. */
export const secondsUntilSilence = (sound: Sound, moment: number): number =>
  Math.max(0, (stretchesOf(sound).at(-1)?.end ?? 0) - moment)

export const partOf = ({ samples, sampleRate }: Sound, { start, end }: Stretch): Sound => ({
  sampleRate,
  samples: samples.subarray(Math.round(start * sampleRate), Math.round(end * sampleRate)),
})

/**
 * Pitch in hertz of a tone, from where it swings upwards through zero. Swings smaller than a tenth of the
 * loudest are noise. Null where there are fewer than two swings.
 */
export const pitchOf = ({ samples, sampleRate }: Sound): number | null => {
  const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
  if (loudest < silenceLevel) return null
  let first: number | null = null
  let last = 0
  let count = 0
  let isLow = false
  let crossing = 0
  for (let index = 1; index < samples.length; index++) {
    const before = samples[index - 1] ?? 0
    const now = samples[index] ?? 0
    if (now < -loudest / 10) isLow = true
    if (before < 0 && now >= 0) crossing = index - now / (now - before)
    if (isLow && now > loudest / 10) {
      isLow = false
      first ??= crossing
      last = crossing
      count++
    }
  }
  return first === null || count < 2 ? null : ((count - 1) * sampleRate) / (last - first)
}

/** A tone within a recording. Seconds from the start of the recording; `sounding` leaves holes out. */
export interface HeardTone extends Stretch {
  readonly hertz: number
  readonly sounding: number
}

/**
 * Which of these tones were heard, one after the other. Told apart swing by swing, so that a machine too busy
 * to keep the sound flowing (it then plays silence in between) makes holes in a tone, but neither another
 * tone nor a longer one.
 */
export const tonesOf = (sound: Sound, pitches: readonly number[]): HeardTone[] => {
  const tones: { hertz: number; start: number; end: number; sounding: number }[] = []
  const rises = risesOf(sound)
  for (const [index, rise] of rises.entries()) {
    const before = rises[index - 1]
    if (before === undefined) continue
    const length = (rise - before) / sound.sampleRate
    const hertz = pitches.find((pitch) => Math.abs(length * pitch - 1) < 0.06)
    if (hertz === undefined) continue
    const last = tones.at(-1)
    if (last?.hertz === hertz) {
      last.end = rise / sound.sampleRate
      last.sounding += length
    } else
      tones.push({ hertz, start: before / sound.sampleRate, end: rise / sound.sampleRate, sounding: length })
  }
  const joined: { hertz: number; start: number; end: number; sounding: number }[] = []
  for (const tone of tones) {
    // A few swings of any pitch are in every voice, and where a hole begins or ends.
    if (tone.sounding * tone.hertz <= 10) continue
    const last = joined.at(-1)
    if (last?.hertz !== tone.hertz) joined.push(tone)
    else {
      last.end = tone.end
      last.sounding += tone.sounding
    }
  }
  return joined
}

/** The samples at which it rises through zero. Swings smaller than a tenth of the loudest are noise. */
const risesOf = ({ samples }: Sound): number[] => {
  const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
  const rises: number[] = []
  let isLow = false
  let crossing = 0
  for (let index = 1; index < samples.length; index++) {
    const before = samples[index - 1] ?? 0
    const now = samples[index] ?? 0
    if (now < -loudest / 10) isLow = true
    if (before < 0 && now >= 0) crossing = index - now / (now - before)
    if (!isLow || now <= loudest / 10) continue
    isLow = false
    rises.push(crossing)
  }
  return rises
}

/** Root mean square, from 0 to 1. */
export const loudnessOf = ({ samples }: Sound): number =>
  samples.length === 0
    ? 0
    : Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)

const recordingRate = 48_000

/** What the speakers play, from the moment it was made. */
export interface Recording {
  /** Seconds recorded so far: a moment to measure from. */
  now(): number
  /**
   * When the recording began, in milliseconds of the monotonic clock, and at the earliest: sound takes a
   * little to arrive.
   */
  beganAt(): number
  /** Everything so far. */
  sound(): Sound
  /** Something was heard since `moment`. */
  untilSound(moment?: number): Promise<void>
  /** Something was heard, and then nothing for so many seconds. */
  untilSilence(seconds: number): Promise<void>
  /** Ends the recording, after what sounded until now has arrived. */
  stop(): Promise<Sound>
}

/**
 * Records what the run's own speaker plays (a null sink; see scripts/lib/display.mjs). Resolves when the
 * first samples have arrived, so that nothing played afterwards is missed.
 */
export const recordSound = async (
  device = process.env.PARLEY_SPEAKER_MONITOR ?? '@DEFAULT_MONITOR@',
): Promise<Recording> => {
  const recorder = spawn(
    'parec',
    [
      '--raw',
      '--format=s16le',
      `--rate=${recordingRate}`,
      '--channels=1',
      '--latency-msec=10',
      `--device=${device}`,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const tape = new Tape()
  const watchers = new Set<() => void>()
  let complaint = ''
  let ended: Error | null = null
  const onEnd = (error: Error) => {
    ended ??= error
    for (const watch of watchers) watch()
  }
  let beganAt = Number.POSITIVE_INFINITY
  recorder.stdout.on('data', (bytes: Buffer) => {
    tape.write(bytes)
    // The piece that took the shortest time to get here tells best.
    beganAt = Math.min(beganAt, Number(process.hrtime.bigint()) / 1e6 - tape.seconds * 1_000)
    for (const watch of watchers) watch()
  })
  recorder.stderr.on('data', (bytes: Buffer) => {
    complaint += bytes.toString()
  })
  recorder.on('error', onEnd)
  recorder.on('close', (code) => onEnd(new Error(`The recorder ended (${code}): ${complaint.trim()}`)))

  const until = (isAsWished: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const watch = () => {
        const isDone = isAsWished()
        if (!isDone && !ended) return
        watchers.delete(watch)
        if (isDone) resolve()
        else reject(ended)
      }
      watchers.add(watch)
      watch()
    })

  await until(() => tape.seconds > 0)
  return {
    now: () => tape.seconds,
    beganAt: () => beganAt,
    sound: () => tape.sound(),
    untilSound: (moment = 0) => until(() => tape.lastSoundAt > moment),
    untilSilence: (seconds) =>
      until(() => tape.lastSoundAt > 0 && tape.seconds - tape.lastSoundAt >= seconds),
    async stop() {
      // What sounds now arrives a little later.
      const enough = tape.seconds + 0.2
      await until(() => tape.seconds >= enough)
      await end(recorder)
      return tape.sound()
    },
  }
}

const end = (recorder: ChildProcessByStdio<null, Readable, Readable>): Promise<void> =>
  new Promise((resolve) => {
    recorder.once('close', () => resolve())
    recorder.kill('SIGTERM')
  })

/** Bytes as they come, samples as they are asked for. */
class Tape {
  private samples = new Float32Array(recordingRate * 10)
  private length = 0
  private rest = Buffer.alloc(0)
  private loudLength = 0

  get seconds(): number {
    return this.length / recordingRate
  }

  /** The time at which the last sound was heard so far; 0 when there was none. */
  get lastSoundAt(): number {
    return this.loudLength / recordingRate
  }

  write(bytes: Buffer): void {
    const whole = Buffer.concat([this.rest, bytes])
    const count = Math.floor(whole.length / 2)
    if (this.length + count > this.samples.length) {
      const longer = new Float32Array((this.length + count) * 2)
      longer.set(this.samples.subarray(0, this.length))
      this.samples = longer
    }
    for (let index = 0; index < count; index++) {
      const sample = whole.readInt16LE(index * 2) / 0x8000
      this.samples[this.length++] = sample
      if (Math.abs(sample) >= silenceLevel) this.loudLength = this.length
    }
    this.rest = whole.subarray(count * 2)
  }

  sound(): Sound {
    return { sampleRate: recordingRate, samples: this.samples.subarray(0, this.length) }
  }
}

/** One more speaker in the run's sound server. */
export const addSpeaker = async (name: string) => {
  const before = await pactl('get-default-sink')
  const module = await pactl(
    'load-module',
    'module-null-sink',
    `sink_name=${name}`,
    'rate=48000',
    'channels=2',
  )
  let isThere = true
  return {
    makeDefault: () => pactl('set-default-sink', name),
    /** Takes the device away while it plays; the one before is the default again. */
    remove: async () => {
      if (!isThere) return
      isThere = false
      await pactl('unload-module', module)
      await pactl('set-default-sink', before)
    },
  }
}

const pactl = async (...args: readonly string[]): Promise<string> =>
  (await promisify(execFile)('pactl', args)).stdout.trim()
