import { Buffer } from 'node:buffer'

/** Where a page may still name its encoding, by the HTML standard. */
const declaredWithin = 1_024

/** The text of a page: by its byte order mark, its header, its own declaration, else as UTF-8. */
export const decodePage = (bytes: Uint8Array, charset: string | null): string => {
  const label = markOf(bytes) ?? known(charset) ?? known(declaredIn(bytes)) ?? 'utf-8'
  return new TextDecoder(label).decode(bytes)
}

const markOf = ([first, second, third]: Uint8Array): string | null => {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return first === 0xff && second === 0xfe ? 'utf-16le' : null
}

const known = (label: string | null): string | null => {
  if (label === null) return null
  try {
    return new TextDecoder(label).encoding
  } catch {
    // A name that no decoder knows is as good as none.
    return null
  }
}

const declaredIn = (bytes: Uint8Array): string | null => {
  const start = Buffer.from(bytes.subarray(0, declaredWithin)).toString('latin1')
  const found =
    /<meta\s[^>]{0,200}charset\s{0,9}=\s{0,9}["']?([\w.:-]{1,40})/i.exec(start) ??
    /^<\?xml\s[^>]{0,200}encoding\s{0,9}=\s{0,9}["']([\w.:-]{1,40})/i.exec(start)
  const label = found?.[1] ?? null
  // What could be read so far is no UTF-16, whatever it says.
  return label !== null && /^utf-?16/i.test(label) ? 'utf-8' : label
}
