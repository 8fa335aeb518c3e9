import type { XCookie } from './X11Connection'

/** The number of a display on this computer (`:0`, `unix:1.0`); null for any other. */
export const localDisplay = (display: string | undefined): number | null => {
  const number = /^(?:unix)?:(\d{1,5})(?:\.\d+)?$/.exec(display ?? '')?.[1]
  return number === undefined ? null : Number(number)
}

export const socketOf = (display: number): string => `/tmp/.X11-unix/X${display}`

const localFamily = 256
const anyFamily = 65_535
const cookieName = 'MIT-MAGIC-COOKIE-1'

/** The cookie of a display in an Xauthority file, whose numbers are big-endian; null where it has none. */
export const cookieFor = (file: Buffer, display: number, hostName: string): XCookie | null => {
  let at = 0
  const number = (): number => {
    at += 2
    return file.readUInt16BE(at - 2)
  }
  const field = (): Buffer => {
    const length = number()
    at += length
    return file.subarray(at - length, at)
  }
  let found: XCookie | null = null
  while (at + 2 <= file.length) {
    const family = number()
    const [address, where, name, data] = [field(), field(), field(), field()]
    const isHere = family === anyFamily || (family === localFamily && address.toString() === hostName)
    const isDisplay = where.length === 0 || where.toString() === String(display)
    if (isHere && isDisplay && name.toString() === cookieName) found ??= { name: cookieName, data }
  }
  return found
}
