import { lazily } from '../lib/lazily'

const two = (value: number): string => String(value).padStart(2, '0')

/** A moment's day where the user is, as names have it: `2026-11-23`. */
export const dayName = (time: number): string => {
  const date = new Date(time)
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** A moment's time of day, as names have it: `09-05-00`. */
export const timeName = (time: number): string => {
  const date = new Date(time)
  return `${two(date.getHours())}-${two(date.getMinutes())}-${two(date.getSeconds())}`
}

/** Names that Windows keeps for devices, with any ending. */
const reserved = /^(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])$/i

/**
 * Longer names are hard to read, and some file systems take 255 bytes, of which endings and numbers need
 * some.
 */
const mostCharacters = 80
const mostBytes = 180

/**
 * A file's or folder's name from any text, without an ending, that Windows, macOS and Linux all take: nothing
 * that they forbid, nothing that hides or turns round what it says, whole characters only.
 */
export const safeFileName = (text: string, fallback: string): string => {
  const line = text
    .toWellFormed()
    .normalize('NFC')
    // Control characters, and those that only change the direction or the look of others (a name that reads
    // "gpj.exe").
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF\uFFFD]/gu, ' ')
    .replace(/[<>:"/\\|?*]/g, ' ')
    .replace(/\s+/g, ' ')
  const name = trimEnds(shorten(trimEnds(line)))
  if (name === '') return fallback
  const stem = name.split('.', 1)[0] ?? ''
  return reserved.test(stem.trim()) ? `${name} -` : name
}

/** No leading dot (hidden), no trailing dot or space (Windows drops them). */
const trimEnds = (text: string): string => text.replace(/^[\s.]+/, '').replace(/(?<![\s.])[\s.]+$/, '')

const bytesOf = (character: string): number => {
  const code = character.codePointAt(0) ?? 0
  return code > 0xffff ? 4 : code > 0x7ff ? 3 : code > 0x7f ? 2 : 1
}

/** The length of a text on disk, in bytes. */
export const bytesIn = (text: string): number => {
  let bytes = 0
  for (const character of text) bytes += bytesOf(character)
  return bytes
}

const characters = lazily(() => new Intl.Segmenter('en'))

/** Keeps as many of the first characters as there is room for. */
export const shorten = (text: string, longest = mostCharacters, largest = mostBytes): string => {
  let length = 0
  let bytes = 0
  let result = ''
  // Cut between whole visible characters: half a flag or a family without its child is another picture.
  for (const { segment } of characters().segment(text)) {
    length += 1
    bytes += bytesIn(segment)
    if (length > longest || bytes > largest) return result
    result += segment
  }
  return result
}

/** `name` for the first, `name (2)` for the second …, before the ending. */
export const numberedName = (name: string, count: number): string => {
  if (count <= 1) return name
  const dot = name.lastIndexOf('.')
  return dot > 0 ? `${name.slice(0, dot)} (${count})${name.slice(dot)}` : `${name} (${count})`
}

/** Gives each of many files a name of its own, also where capitals make no difference. */
export class FileNames {
  private readonly taken = new Set<string>()
  /** The number to begin counting at, so that a thousand of one name do not cost their square. */
  private readonly counts = new Map<string, number>()

  take(name: string): string {
    const key = folded(name)
    for (let count = this.counts.get(key) ?? 1; ; count += 1) {
      const candidate = numberedName(name, count)
      if (this.taken.has(folded(candidate))) continue
      this.taken.add(folded(candidate))
      this.counts.set(key, count + 1)
      return candidate
    }
  }
}

const folded = (name: string): string => name.normalize('NFKC').toLowerCase().normalize('NFKC')
