import { readFile } from 'node:fs/promises'
import { homedir, hostname } from 'node:os'
import { join } from 'node:path'

/** The place where an X server listens. */
export interface DisplayAddress {
  /** Empty: this machine, by a socket file. */
  readonly host: string
  readonly number: number
}

/** Reads `DISPLAY`, e.g. `:0`, `:0.0`, `localhost:10.0`, `unix:1`. Null for what is none. */
export const displayAddress = (display: string): DisplayAddress | null => {
  const match = /^(?:\w+\/)?([^:]*):(\d{1,5})(?:\.\d+)?$/.exec(display)
  if (!match) return null
  const host = match[1] === 'unix' ? '' : (match[1] ?? '')
  return { host, number: Number(match[2]) }
}

export interface Cookie {
  readonly name: string
  readonly data: Buffer
}

const families = { local: 256, any: 65_535 }
const cookieName = 'MIT-MAGIC-COOKIE-1'

/**
 * The cookie for a display in the bytes of an Xauthority file, which has a row for each: family, then
 * address, display number, name and data, each with its length in front.
 */
export const cookieFor = (file: Buffer, { host, number }: DisplayAddress, ownHost: string): Cookie | null => {
  let at = 0
  const field = () => {
    const length = file.readUInt16BE(at)
    const bytes = file.subarray(at + 2, at + 2 + length)
    at += 2 + length
    return bytes
  }
  let found: Cookie | null = null
  try {
    while (at < file.length) {
      const family = file.readUInt16BE(at)
      at += 2
      const address = field().toString('latin1')
      const display = field().toString('latin1')
      const name = field().toString('latin1')
      const data = field()
      if (name !== cookieName || (display !== '' && display !== String(number))) continue
      const isExact = family === families.local && address === ownHost
      // Rows of other addresses hold numbers, not names; a cookie of the right display is worth a try.
      if (isExact && host === '') return { name, data }
      if (found === null || family === families.any) found = { name, data }
    }
  } catch {
    // Cut off in the middle of a row: what came before it counts.
  }
  return found
}

/** Reads the user's cookie for a display. Null where there is none: some servers want none. */
export const readCookie = async (
  address: DisplayAddress,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Cookie | null> => {
  const path = environment.XAUTHORITY || join(environment.HOME || homedir(), '.Xauthority')
  const file = await readFile(path).catch(() => null)
  return file && cookieFor(file, address, hostname())
}
