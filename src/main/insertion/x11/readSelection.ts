import * as requests from './requests'
import type { X11Connection } from './X11Connection'

/** What a selection holds, in each format that its owner offers, by the format's atom. */
export type Formats = ReadonlyMap<number, requests.Property>

/** One format, which its owner may have to make first, as of a picture; and all of them together. */
const formatMs = 1_000
const allMs = 2_500
const mostBytes = 64 * 1024 * 1024

/** Answers of the protocol itself, and orders. */
const notFormats = [
  'TARGETS',
  'MULTIPLE',
  'TIMESTAMP',
  'SAVE_TARGETS',
  'DELETE',
  'INSERT_SELECTION',
  'INSERT_PROPERTY',
]

/**
 * Reads all that is on a selection: formats beyond the limits are left out. Null where nothing is on it.
 */
export const readSelection = async (
  connection: X11Connection,
  window: number,
  selection: number,
): Promise<Formats | null> => {
  const owner = (await connection.ask(requests.getSelectionOwner(selection))).readUInt32LE(8)
  if (owner === 0) return null
  const targets = await convert(
    connection,
    { window, selection, target: await connection.atom('TARGETS') },
    formatMs,
  )
  const excluded = new Set(await Promise.all(notFormats.map((name) => connection.atom(name))))
  const formats = new Map<number, requests.Property>()
  const until = Date.now() + allMs
  let bytes = 0
  for (let at = 0; targets && at + 4 <= targets.data.length; at += 4) {
    const target = targets.data.readUInt32LE(at)
    const leftMs = Math.min(formatMs, until - Date.now())
    if (leftMs <= 0 || bytes > mostBytes) break
    if (target === 0 || excluded.has(target) || formats.has(target)) continue
    const found = await convert(connection, { window, selection, target }, leftMs)
    if (!found) continue
    bytes += found.data.length
    formats.set(target, found)
  }
  return formats
}

interface Wanted {
  /** Ours, which hears changes of its properties. */
  readonly window: number
  readonly selection: number
  readonly target: number
}

/** One format of a selection; null where its owner does not give it, or not in time. */
export const convert = async (
  connection: X11Connection,
  { window, selection, target }: Wanted,
  limitMs: number,
): Promise<requests.Property | null> => {
  const property = await connection.atom('PARLEY_READ')
  // Pieces of a long one come right behind its beginning: they are counted from the start.
  let pieces = 0
  const stop = connection.listen((code, event) => {
    if (code !== requests.events.propertyNotify) return
    const isWritten = event.readUInt8(16) === 0
    if (isWritten && event.readUInt32LE(4) === window && event.readUInt32LE(8) === property) pieces += 1
  })
  try {
    const told = connection.next((code, event) => {
      const isOurs =
        code === requests.events.selectionNotify &&
        event.readUInt32LE(8) === window &&
        event.readUInt32LE(12) === selection &&
        event.readUInt32LE(16) === target
      return isOurs ? event.readUInt32LE(20) : null
    }, limitMs)
    connection.send(requests.convertSelection(window, { selection, target, property }, 0))
    if ((await told) === 0) return null
    const first = await connection.property(window, property, true)
    if (!first || first.type !== (await connection.atom('INCR'))) return copied(first)
    pieces -= 1
    return await gather(connection, {
      window,
      property,
      limitMs,
      hasPiece: () => pieces > 0,
      took: () => (pieces -= 1),
    })
  } catch {
    return null
  } finally {
    stop()
  }
}

/** Replies are cut from the bytes that came: what is kept gets bytes of its own. */
const copied = (property: requests.Property | null): requests.Property | null =>
  property && { ...property, data: Buffer.from(property.data) }

interface Gathering {
  readonly window: number
  readonly property: number
  readonly limitMs: number
  readonly hasPiece: () => boolean
  readonly took: () => void
}

/** A long one comes in pieces, each as the one before is deleted; an empty one is the end. */
const gather = async (connection: X11Connection, rest: Gathering): Promise<requests.Property | null> => {
  const pieces: Buffer[] = []
  let length = 0
  for (;;) {
    if (!rest.hasPiece()) {
      await connection.next(() => (rest.hasPiece() ? true : null), rest.limitMs)
    }
    rest.took()
    const piece = await connection.property(rest.window, rest.property, true)
    if (!piece) return null
    if (piece.data.length === 0) return { ...piece, data: Buffer.concat(pieces) }
    pieces.push(Buffer.from(piece.data))
    length += piece.data.length
    if (length > mostBytes) return null
  }
}
