import { isServerFault, rejects, whatServerSaid } from './engineErrors'

/** The best first: what streams, then what is small. */
const preferred = ['pcm', 'wav', 'l16', 'linear16', 'opus', 'ogg', 'mp3', 'flac', 'aac', 'mp4', 'webm']

/** With its details, such as `pcm_24000`. */
const formatName = /\b(?:pcm|wav|l16|linear16|opus|ogg|mp3|flac|aac|mp4|webm)(?:_[a-z0-9_]{1,30})?\b/gi

/** A refusal that is about the format: its parameter, or a list of formats. */
const aboutFormat =
  /response_format|\b(audio|output|speech)[ _-]?(format|encoding|codec)|\bformats?\b.{0,80}\b(mp3|wav|opus|flac|aac|ogg)\b|\bpcm\b/i

/**
 * Which format each model speaks in. PCM is asked for first, because it can be heard while it is made; a
 * server that refuses it is asked for one that it names, or for its own, and so from then on.
 */
export class SpeechFormats {
  private readonly known = new Map<string, string | null>()

  /** `request` is given null where no format is to be named. */
  async ask<T>(model: string, request: (format: string | null) => Promise<T>): Promise<T> {
    const known = this.known.get(model)
    const first = known === undefined ? 'pcm' : known
    try {
      return await request(first)
    } catch (error) {
      if (first === null || !rejects(error, aboutFormat)) throw error
      const other = formatIn(whatServerSaid(error).text, first)
      const answer = await request(other)
      // Only once it has helped, and not what a server failed at by its own word.
      if (!isServerFault(error)) this.known.set(model, other)
      return answer
    }
  }
}

/** The best of the formats that a refusal names besides the refused one. */
const formatIn = (words: string, refused: string): string | null => {
  const named = [...words.matchAll(formatName)].map(([name]) => name).filter((name) => name !== refused)
  const rank = (name: string) => preferred.indexOf(name.toLowerCase().split('_', 1)[0] ?? '')
  return named.sort((one, other) => rank(one) - rank(other))[0] ?? null
}
