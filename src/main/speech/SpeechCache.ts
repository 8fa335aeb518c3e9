import { createHash } from 'node:crypto'
import { AppError } from '@shared/ipc/errors'
import type { AsyncLibrary } from '@shared/ipc/library'
import { type NewSpeechClip, speechClipFileName } from '@shared/model/speechClip'
import { describeError, log } from '../lib/log'

/**
 * What makes a sentence sound as it does. How fast it is played is no part of it: that is done where it is
 * heard.
 */
export interface ClipMark {
  readonly text: string
  /** The voice's own name. */
  readonly id: string
  readonly model: string
  readonly source: string
}

export const clipIdOf = ({ text, id, model, source }: ClipMark): string =>
  createHash('sha256')
    .update(JSON.stringify(['speech', 1, text, id, model, source]))
    .digest('hex')

/** The sentences that may be spoken before the page has sent the first of them back, compressed. */
const mostAllowed = 500

const opusFormat = 'ogg'

export interface SpeechCacheDeps {
  readonly library: Pick<
    AsyncLibrary,
    'findSpeechClip' | 'keepSpeechClip' | 'sumSpeechClips' | 'trimSpeechClips'
  >
  /** The path of a file in the speech folder. */
  readonly pathOf: (fileName: string) => string
  readonly limitBytes: () => number
  /** Files were gone that should have been there. */
  readonly onMissing: (count: number) => void
}

/** Speech that is heard again without a request or a charge. */
export class SpeechCache {
  private readonly allowed = new Map<string, Pick<NewSpeechClip, 'text' | 'voice' | 'messageId'>>()

  constructor(private readonly deps: SpeechCacheDeps) {}

  get isWanted(): boolean {
    return this.deps.limitBytes() > 0
  }

  /** The first of these that is kept. Null also where the library cannot say: then it is spoken anew. */
  async find(
    marks: readonly ClipMark[],
    messageId: string | null,
  ): Promise<{ path: string; voice: string } | null> {
    if (marks.length === 0) return null
    try {
      const { clip, missing } = await this.deps.library.findSpeechClip({
        ids: marks.map(clipIdOf),
        messageId,
      })
      if (missing > 0) this.deps.onMissing(missing)
      return clip && { path: this.deps.pathOf(speechClipFileName(clip)), voice: clip.voice }
    } catch (error) {
      log.info(`Kept speech could not be looked up: ${describeError(error)}`)
      return null
    }
  }

  /** All of this was spoken now: its sound may be kept, once the page has compressed it. */
  allow(clipId: string, facts: Pick<NewSpeechClip, 'text' | 'voice' | 'messageId'>): void {
    this.allowed.set(clipId, facts)
    const [oldest] = this.allowed.keys()
    if (this.allowed.size > mostAllowed && oldest !== undefined) this.allowed.delete(oldest)
  }

  /** `speech/not-kept` for anything that was not spoken whole just now, and for what is no Ogg file. */
  async keep(input: { clipId: string; bytes: Uint8Array; durationMs: number }): Promise<void> {
    const facts = this.allowed.get(input.clipId)
    const isOgg = Buffer.from(input.bytes.subarray(0, 4)).toString('latin1') === 'OggS'
    if (!facts || !isOgg) throw new AppError('speech/not-kept')
    this.allowed.delete(input.clipId)
    const { clipId: id, bytes, durationMs } = input
    await this.deps.library.keepSpeechClip({
      clip: { id, ...facts, format: opusFormat, durationMs },
      bytes,
      limitBytes: this.deps.limitBytes(),
    })
  }

  sum(): Promise<{ count: number; byteLength: number }> {
    return this.deps.library.sumSpeechClips()
  }

  /** Lets go of what no longer fits, or of everything. */
  async trim(limitBytes = this.deps.limitBytes()): Promise<void> {
    await this.deps.library.trimSpeechClips({ limitBytes })
  }
}
