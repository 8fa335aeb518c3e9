/*
 * The few requests of the X protocol that insertion needs, as bytes in little-endian order. Each begins with
 * its number, a byte of its own, and its length in units of four bytes. The layouts are those of the
 * protocol's appendix on its encoding.
 */

export const atoms = { none: 0, primary: 1, atom: 4, string: 31, wmClass: 67 } as const

export const events = {
  error: 0,
  reply: 1,
  destroyNotify: 17,
  propertyNotify: 28,
  selectionClear: 29,
  selectionRequest: 30,
  selectionNotify: 31,
  clientMessage: 33,
} as const

export const eventMasks = {
  structureNotify: 0x2_0000,
  propertyChange: 0x40_0000,
  substructureNotify: 0x8_0000,
  substructureRedirect: 0x10_0000,
} as const

const padded = (length: number): number => (length + 3) & ~3

/** A request's bytes: `body` is what follows the first four. */
const request = (opcode: number, detail: number, body: Buffer): Buffer => {
  const bytes = Buffer.alloc(4 + padded(body.length))
  bytes.writeUInt8(opcode, 0)
  bytes.writeUInt8(detail, 1)
  bytes.writeUInt16LE(bytes.length / 4, 2)
  body.copy(bytes, 4)
  return bytes
}

const words = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value >>> 0, index * 4)
  return bytes
}

export const setup = (name: string, data: Buffer): Buffer => {
  const head = Buffer.alloc(12)
  head.write('l', 0, 'latin1')
  head.writeUInt16LE(11, 2)
  head.writeUInt16LE(name.length, 6)
  head.writeUInt16LE(data.length, 8)
  const pad = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(padded(bytes.length) - bytes.length)])
  return Buffer.concat([head, pad(Buffer.from(name, 'latin1')), pad(data)])
}

/** A window that is never shown, for properties and selections. */
export const createWindow = (window: number, parent: number, eventMask: number): Buffer => {
  const body = Buffer.alloc(32)
  body.writeUInt32LE(window, 0)
  body.writeUInt32LE(parent, 4)
  body.writeUInt16LE(1, 12)
  body.writeUInt16LE(1, 14)
  // Input only.
  body.writeUInt16LE(2, 18)
  body.writeUInt32LE(0x800, 24)
  body.writeUInt32LE(eventMask, 28)
  return request(1, 0, body)
}

export const selectEvents = (window: number, eventMask: number): Buffer =>
  request(2, 0, words(window, 0x800, eventMask))

export const internAtom = (name: string): Buffer => {
  const head = Buffer.alloc(4)
  head.writeUInt16LE(name.length, 0)
  return request(16, 0, Buffer.concat([head, Buffer.from(name, 'latin1')]))
}

export const getAtomName = (atom: number): Buffer => request(17, 0, words(atom))

export interface Property {
  readonly type: number
  /** Bits of an element: 8, 16 or 32. */
  readonly format: number
  readonly data: Buffer
}

export const changeProperty = (
  window: number,
  property: number,
  { type, format, data }: Property,
  mode: 'replace' | 'append' = 'replace',
): Buffer => {
  const head = Buffer.alloc(20)
  head.writeUInt32LE(window, 0)
  head.writeUInt32LE(property, 4)
  head.writeUInt32LE(type, 8)
  head.writeUInt8(format, 12)
  head.writeUInt32LE(data.length / (format / 8), 16)
  return request(18, mode === 'replace' ? 0 : 2, Buffer.concat([head, data]))
}

export const getProperty = (window: number, property: number, isDeleted: boolean): Buffer =>
  request(20, isDeleted ? 1 : 0, words(window, property, 0, 0, 0x1fff_ffff))

export const readProperty = (reply: Buffer): Property | null => {
  const format = reply.readUInt8(1)
  if (format === 0) return null
  const length = reply.readUInt32LE(16) * (format / 8)
  return { type: reply.readUInt32LE(8), format, data: reply.subarray(32, 32 + length) }
}

export const setSelectionOwner = (owner: number, selection: number, time: number): Buffer =>
  request(22, 0, words(owner, selection, time))

export const getSelectionOwner = (selection: number): Buffer => request(23, 0, words(selection))

export const convertSelection = (
  requestor: number,
  wanted: { readonly selection: number; readonly target: number; readonly property: number },
  time: number,
): Buffer => request(24, 0, words(requestor, wanted.selection, wanted.target, wanted.property, time))

const sendEvent = (destination: number, eventMask: number, event: Buffer): Buffer =>
  request(25, 0, Buffer.concat([words(destination, eventMask), event]))

/** Tells who asked that what was asked for is there; `property` 0: it cannot be had. */
export const selectionNotify = (
  asked: {
    readonly time: number
    readonly requestor: number
    readonly selection: number
    readonly target: number
  },
  property: number,
): Buffer => {
  const fields = words(asked.time, asked.requestor, asked.selection, asked.target, property)
  const event = Buffer.concat([Buffer.from([events.selectionNotify, 0, 0, 0]), fields, Buffer.alloc(8)])
  return sendEvent(asked.requestor, 0, event)
}

/** Asks the window manager for something about a window. */
export const clientMessage = (
  root: number,
  window: number,
  type: number,
  data: readonly number[],
): Buffer => {
  const fields = words(window, type, ...data, ...Array<number>(5 - data.length).fill(0))
  const event = Buffer.concat([Buffer.from([events.clientMessage, 32, 0, 0]), fields])
  return sendEvent(root, eventMasks.substructureNotify | eventMasks.substructureRedirect, event)
}

export const getInputFocus = (): Buffer => request(43, 0, Buffer.alloc(0))

export const queryKeymap = (): Buffer => request(44, 0, Buffer.alloc(0))

export const queryExtension = (name: string): Buffer => {
  const head = Buffer.alloc(4)
  head.writeUInt16LE(name.length, 0)
  return request(98, 0, Buffer.concat([head, Buffer.from(name, 'latin1')]))
}

export const getKeyboardMapping = (first: number, count: number): Buffer =>
  request(101, 0, Buffer.from([first, count, 0, 0]))

export const getModifierMapping = (): Buffer => request(119, 0, Buffer.alloc(0))

/** A key pressed or released, by the extension XTEST, whose number the server gives. */
export const fakeKey = (extension: number, isPressed: boolean, keycode: number): Buffer => {
  const body = Buffer.alloc(32)
  body.writeUInt8(isPressed ? 2 : 3, 0)
  body.writeUInt8(keycode, 1)
  return request(extension, 2, body)
}
