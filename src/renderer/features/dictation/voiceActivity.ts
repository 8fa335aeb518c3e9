/** Voice activity: tells, piece by piece, where there is speech in what is heard. */
export interface VoiceActivity {
  /** `began` and `ended` once a turn; `speaking` between them. */
  hear(level: number, durationMs: number): 'quiet' | 'began' | 'speaking' | 'ended'
  /** The loudness without speech, as far as it is known; decibels. */
  readonly floor: number
  /** A turn has begun: another has noticed the voice. */
  begin(): void
}

export interface VoiceActivityOptions {
  /** Silence of this length ends a turn. */
  readonly silenceMs: number
  /** Sound of this length begins one: a door is shorter. */
  readonly beginMs?: number
  /** Decibels above the room that count as a voice. */
  readonly above?: number
}

/** Quieter than any voice at a microphone that works; the least that is taken for a room's own noise. */
const quietestVoice = -52
const quietestRoom = -75
/**
 * The most that a room's noise is taken for before it was heard: a voice from the first moment on is none.
 */
const loudestUnknownRoom = -45
/** Within a turn a voice may fall by this much against where it began, at the ends of words. */
const fallWithinTurn = 4
const startMs = 250
/** Decibels a second. A voice falls back to the room between words: a slow rise does not reach it. */
const riseWhileQuiet = 6
const riseWhileLoud = 1.5
/** What stays within so many decibels for a second is a fan: syllables rise and fall by far more. */
const steadySpread = 6
const steadyMs = 1_000

/** Decibels below full scale. */
export const levelOf = (samples: Float32Array): number => {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  return 10 * Math.log10(sum / Math.max(1, samples.length) + 1e-10)
}

/**
 * Tells a voice from the room by how loud it is against the room's own noise, which it keeps measuring.
 * Pieces of some 20 to 60 ms suit it.
 */
export const createVoiceActivity = ({
  silenceMs,
  beginMs = 120,
  above = 10,
}: VoiceActivityOptions): VoiceActivity => {
  let floor = loudestUnknownRoom
  let startLeftMs = startMs
  const first: number[] = []
  let recent: number[] = []
  let recentMs = 0
  let isSpeaking = false
  let loudMs = 0
  let silentMs = 0

  const learn = (level: number, durationMs: number) => {
    if (startLeftMs > 0) {
      startLeftMs -= durationMs
      first.push(level)
      const middle = first.toSorted((one, other) => one - other)[Math.floor(first.length / 2)] ?? level
      floor = Math.min(loudestUnknownRoom, Math.max(quietestRoom, middle))
      return
    }
    recent.push(level)
    recentMs += durationMs
    if (recentMs >= steadyMs) {
      const highest = Math.max(...recent)
      if (highest - Math.min(...recent) < steadySpread) floor = Math.max(floor, highest)
      // Half of it again, with what comes next.
      recent = recent.slice(recent.length >> 1)
      recentMs /= 2
    }
    // Down quickly, as nothing is quieter than the room; up slowly, as a voice is not the room.
    if (level < floor) floor += (Math.max(quietestRoom, level) - floor) * Math.min(1, durationMs / 200)
    else {
      const isLoud = isSpeaking || level > floor + above
      const rise = ((isLoud ? riseWhileLoud : riseWhileQuiet) * durationMs) / 1_000
      floor = Math.min(level, floor + rise)
    }
  }

  return {
    hear(level, durationMs) {
      const isLoud = level > Math.max(quietestVoice, floor + above - (isSpeaking ? fallWithinTurn : 0))
      learn(level, durationMs)
      if (!isSpeaking) {
        // Words have gaps: what is quiet takes back only as much as it lasts.
        loudMs = isLoud ? loudMs + durationMs : Math.max(0, loudMs - durationMs)
        if (loudMs < beginMs) return 'quiet'
        isSpeaking = true
        silentMs = 0
        return 'began'
      }
      silentMs = isLoud ? 0 : silentMs + durationMs
      if (silentMs < silenceMs) return 'speaking'
      isSpeaking = false
      loudMs = 0
      return 'ended'
    },
    get floor() {
      return floor
    },
    begin() {
      isSpeaking = true
      silentMs = 0
    },
  }
}
