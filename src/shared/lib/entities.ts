const reference = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});/gi

const common: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
}

/** Decodes numbers and the few names that are met in practice; anything else stays as it is written. */
const decodeCommon = (written: string): string => {
  const name = written.slice(1, -1)
  if (!name.startsWith('#')) return common[name.toLowerCase()] ?? written
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10)
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
}

/** Text with character references such as `&amp;` resolved. A page knows all two thousand of their names. */
export const decodeEntities = (text: string, decode: (reference: string) => string = decodeCommon): string =>
  text.includes('&') ? text.replace(reference, (written) => decode(written)) : text
