import { decodeEntities as decode } from '@shared/lib/entities'

const known = new Map<string, string>()
let decoder: HTMLTextAreaElement | null = null

const decodeOne = (source: string): string => {
  const cached = known.get(source)
  if (cached !== undefined) return cached
  // A textarea's content is text to the parser, whatever it says; and the pattern lets nothing else through.
  decoder ??= document.createElement('textarea')
  decoder.innerHTML = source
  known.set(source, decoder.value)
  return decoder.value
}

/** Text with character references such as `&amp;` resolved. */
export const decodeEntities = (text: string): string => decode(text, decodeOne)
