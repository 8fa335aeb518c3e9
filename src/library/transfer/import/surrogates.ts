const pair = /[\ud800-\udbff][\udc00-\udfff]/
const single = /[\ud800-\udfff]/u
const escapedBytes = /[\udc80-\udcff]+/gu
const strict = new TextDecoder('utf-8', { fatal: true })

/**
 * Text whose lone surrogates are the characters that they stand for. Python's programs write a byte that they
 * could not read as U+DC80 to U+DCFF: a run of these is UTF-8 once more.
 */
export const withoutSurrogates = (text: string): string => {
  if (!single.test(text)) return text
  const meant = text.replace(escapedBytes, (run) => {
    const bytes = Uint8Array.from(run, (unit) => unit.charCodeAt(0) & 0xff)
    try {
      return strict.decode(bytes)
    } catch {
      return run
    }
  })
  return meant.toWellFormed()
}

/** The texts of neighbours, where a character was cut in two between them. */
export const joinCutCharacters = <T extends { readonly text: string }>(before: T, after: T): [T, T] => {
  const cut = before.text.slice(-1) + after.text.slice(0, 1)
  if (cut.length !== 2 || !pair.test(cut)) return [before, after]
  return [
    { ...before, text: before.text.slice(0, -1) + cut },
    { ...after, text: after.text.slice(1) },
  ]
}

const isHigh = (byte: number | undefined): boolean => byte !== undefined && byte >= 0xa0 && byte <= 0xaf
const isLow = (byte: number | undefined): boolean => byte !== undefined && byte >= 0xb0 && byte <= 0xbf

/**
 * UTF-8 as text. Some programs write a character beyond the first 65,536 as two surrogates of three bytes
 * each, which no decoder takes: they become the character.
 */
export const decodeUtf8 = (bytes: Buffer): string => {
  let at = bytes.indexOf(0xed)
  if (at === -1) return bytes.toString()
  const pieces: string[] = []
  let from = 0
  for (; at !== -1; at = bytes.indexOf(0xed, at)) {
    const isPair = isHigh(bytes[at + 1]) && bytes[at + 3] === 0xed && isLow(bytes[at + 4])
    if (!isPair) {
      at += 1
      continue
    }
    const high = 0xd000 | (((bytes[at + 1] ?? 0) & 0x3f) << 6) | ((bytes[at + 2] ?? 0) & 0x3f)
    const low = 0xd000 | (((bytes[at + 4] ?? 0) & 0x3f) << 6) | ((bytes[at + 5] ?? 0) & 0x3f)
    pieces.push(bytes.toString('utf8', from, at), String.fromCharCode(high, low))
    at += 6
    from = at
  }
  pieces.push(bytes.toString('utf8', from))
  return pieces.join('')
}
