import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

// As much of D-Bus as a desktop's services need to be played in tests: one connection, little-endian, no file
// descriptors.

/**
 * Values as D-Bus has them: dictionaries are arrays of pairs, structs are arrays, a variant is [signature,
 * value].
 */
export type Value = string | number | bigint | boolean | readonly Value[] | Uint8Array
export type Variant = readonly [string, Value]

export interface Message {
  readonly type: number
  readonly serial: number
  readonly sender: string
  readonly path: string
  readonly face: string
  readonly member: string
  readonly replyTo: number
  readonly error: string
  readonly body: readonly Value[]
}

type Handler = (body: readonly Value[], message: Message) => readonly [string, readonly Value[]]

const alignments: Readonly<Record<string, number>> = {
  y: 1,
  n: 2,
  q: 2,
  i: 4,
  u: 4,
  b: 4,
  x: 8,
  t: 8,
  d: 8,
  s: 4,
  o: 4,
  g: 1,
  v: 1,
  a: 4,
  '(': 8,
  '{': 8,
}

/** The first complete type of a signature. */
const firstType = (signature: string): string => {
  const [first = ''] = signature
  if (first === 'a') return `a${firstType(signature.slice(1))}`
  if (first !== '(' && first !== '{') return first
  let depth = 0
  for (let index = 0; index < signature.length; index += 1) {
    if ('({'.includes(signature[index] ?? '')) depth += 1
    if (')}'.includes(signature[index] ?? '')) depth -= 1
    if (depth === 0) return signature.slice(0, index + 1)
  }
  throw new Error(`No signature: ${signature}`)
}

const typesOf = (signature: string): string[] => {
  const types: string[] = []
  for (let rest = signature; rest !== ''; ) {
    const type = firstType(rest)
    types.push(type)
    rest = rest.slice(type.length)
  }
  return types
}

class Writer {
  private bytes: number[] = []

  get length(): number {
    return this.bytes.length
  }

  pad(alignment: number): void {
    while (this.bytes.length % alignment !== 0) this.bytes.push(0)
  }

  number(size: number, value: number | bigint): void {
    this.pad(size)
    for (let at = 0; at < size; at += 1) this.bytes.push(Number((BigInt(value) >> BigInt(8 * at)) & 0xffn))
  }

  write(type: string, value: Value): void {
    const [kind = ''] = type
    switch (kind) {
      case 'y':
        this.number(1, Number(value))
        return
      case 'b':
        this.number(4, value === true ? 1 : 0)
        return
      case 'n':
      case 'q':
        this.number(2, Number(value))
        return
      case 'i':
      case 'u':
        this.number(4, Number(value))
        return
      case 's':
      case 'o':
      case 'g': {
        const text = [...new TextEncoder().encode(String(value))]
        this.number(kind === 'g' ? 1 : 4, text.length)
        this.bytes.push(...text, 0)
        return
      }
      case 'v': {
        const [signature, inner] = value as Variant
        this.write('g', signature)
        this.write(signature, inner)
        return
      }
      case 'a': {
        const element = type.slice(1)
        this.pad(4)
        const lengthAt = this.bytes.length
        this.number(4, 0)
        this.pad(alignments[element[0] ?? ''] ?? 1)
        const start = this.bytes.length
        for (const item of value as readonly Value[]) this.write(element, item)
        const length = this.bytes.length - start
        for (let at = 0; at < 4; at += 1) this.bytes[lengthAt + at] = (length >> (8 * at)) & 0xff
        return
      }
      case '(':
      case '{': {
        this.pad(8)
        const fields = value as readonly Value[]
        for (const [index, field] of typesOf(type.slice(1, -1)).entries())
          this.write(field, fields[index] ?? 0)
        return
      }
      default:
        throw new Error(`Nobody here writes ${type}`)
    }
  }

  done(): Uint8Array {
    return Uint8Array.from(this.bytes)
  }
}

class Reader {
  constructor(
    private readonly bytes: Uint8Array,
    private at = 0,
  ) {}

  pad(alignment: number): void {
    this.at = Math.ceil(this.at / alignment) * alignment
  }

  get position(): number {
    return this.at
  }

  number(size: number): bigint {
    this.pad(size)
    let value = 0n
    for (let index = size - 1; index >= 0; index -= 1)
      value = (value << 8n) | BigInt(this.bytes[this.at + index] ?? 0)
    this.at += size
    return value
  }

  read(type: string): Value {
    const [kind = ''] = type
    switch (kind) {
      case 'y':
        return Number(this.number(1))
      case 'b':
        return this.number(4) === 1n
      case 'n':
        return Number(BigInt.asIntN(16, this.number(2)))
      case 'q':
        return Number(this.number(2))
      case 'i':
        return Number(BigInt.asIntN(32, this.number(4)))
      case 'u':
        return Number(this.number(4))
      case 'x':
      case 't':
      case 'd':
        return this.number(8)
      case 's':
      case 'o':
      case 'g': {
        const length = Number(this.number(kind === 'g' ? 1 : 4))
        const text = new TextDecoder().decode(this.bytes.subarray(this.at, this.at + length))
        this.at += length + 1
        return text
      }
      case 'v': {
        const signature = String(this.read('g'))
        return [signature, this.read(signature)]
      }
      case 'a': {
        const element = type.slice(1)
        const length = Number(this.number(4))
        this.pad(alignments[element[0] ?? ''] ?? 1)
        const end = this.at + length
        const items: Value[] = []
        while (this.at < end) items.push(this.read(element))
        return items
      }
      case '(':
      case '{':
        this.pad(8)
        return typesOf(type.slice(1, -1)).map((field) => this.read(field))
      default:
        throw new Error(`Nobody here reads ${type}`)
    }
  }
}

const fieldCodes = {
  path: 1,
  face: 2,
  member: 3,
  error: 4,
  replyTo: 5,
  destination: 6,
  sender: 7,
  signature: 8,
}
const messageTypes = { call: 1, reply: 2, error: 3, signal: 4 }

interface Outgoing {
  readonly type: number
  readonly path?: string
  readonly face?: string
  readonly member?: string
  readonly error?: string
  readonly replyTo?: number
  readonly destination?: string
  readonly signature?: string
  readonly body?: readonly Value[]
}

/** One connection to a session bus. */
export class Bus {
  private serial = 0
  private unread = new Uint8Array()
  private readonly waiting = new Map<
    number,
    { resolve(body: readonly Value[]): void; reject(error: Error): void }
  >()
  private readonly handlers = new Map<string, Handler>()

  private constructor(private readonly socket: Socket) {}

  static async connect(address = process.env.DBUS_SESSION_BUS_ADDRESS ?? ''): Promise<Bus> {
    const path = /unix:path=([^,;]+)/.exec(address)?.[1]
    if (!path) throw new Error(`No session bus at ${address}`)
    const socket = connect(path)
    await once(socket, 'connect')
    const user = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex')
    socket.write(`\0AUTH EXTERNAL ${user}\r\n`)
    const [answer] = (await once(socket, 'data')) as [Buffer]
    if (!answer.toString().startsWith('OK')) throw new Error(`The bus refused: ${answer}`)
    socket.write('BEGIN\r\n')
    const bus = new Bus(socket)
    socket.on('data', (bytes: Buffer) => bus.hear(bytes))
    await bus.call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'Hello')
    return bus
  }

  /** Takes a well-known name. */
  async own(name: string): Promise<void> {
    const bus = 'org.freedesktop.DBus'
    await this.call(bus, '/org/freedesktop/DBus', bus, 'RequestName', 'su', [name, 4])
  }

  /** Answers calls of `INTERFACE.METHOD`. */
  answer(method: string, handler: Handler): void {
    this.handlers.set(method, handler)
  }

  call(
    destination: string,
    path: string,
    face: string,
    member: string,
    signature = '',
    body: readonly Value[] = [],
  ): Promise<readonly Value[]> {
    const serial = this.send({ type: messageTypes.call, destination, path, face, member, signature, body })
    return new Promise((resolve, reject) => this.waiting.set(serial, { resolve, reject }))
  }

  signal(path: string, face: string, member: string, signature: string, body: readonly Value[]): void {
    this.send({ type: messageTypes.signal, path, face, member, signature, body })
  }

  close(): void {
    this.socket.destroy()
  }

  private send(message: Outgoing): number {
    this.serial += 1
    const content = new Writer()
    const { signature = '', body = [] } = message
    for (const [index, type] of typesOf(signature).entries()) content.write(type, body[index] ?? 0)
    const fields: Value[] = []
    const add = (name: keyof typeof fieldCodes, type: string, value: Value | undefined) => {
      if (value !== undefined && value !== '') fields.push([fieldCodes[name], [type, value]])
    }
    add('path', 'o', message.path)
    add('face', 's', message.face)
    add('member', 's', message.member)
    add('error', 's', message.error)
    add('replyTo', 'u', message.replyTo)
    add('destination', 's', message.destination)
    add('signature', 'g', signature)
    const header = new Writer()
    header.write('y', 'l'.charCodeAt(0))
    header.write('y', message.type)
    header.write('y', 0)
    header.write('y', 1)
    header.write('u', content.length)
    header.write('u', this.serial)
    header.write('a(yv)', fields)
    header.pad(8)
    this.socket.write(Buffer.concat([header.done(), content.done()]))
    return this.serial
  }

  private hear(bytes: Uint8Array): void {
    this.unread = Uint8Array.from([...this.unread, ...bytes])
    for (;;) {
      if (this.unread.length < 16) return
      const view = new DataView(this.unread.buffer)
      const head = 16 + Math.ceil(view.getUint32(12, true) / 8) * 8
      const length = head + view.getUint32(4, true)
      if (this.unread.length < length) return
      const one = this.unread.slice(0, length)
      this.unread = this.unread.slice(length)
      this.take(one, head)
    }
  }

  private take(bytes: Uint8Array, head: number): void {
    const reader = new Reader(bytes, 1)
    const type = Number(reader.number(1))
    reader.number(2)
    reader.number(4)
    const serial = Number(reader.number(4))
    const fields = new Map<number, Value>()
    for (const field of reader.read('a(yv)') as readonly (readonly [number, Variant])[])
      fields.set(field[0], field[1][1])
    const text = (name: keyof typeof fieldCodes) => String(fields.get(fieldCodes[name]) ?? '')
    const content = new Reader(bytes, head)
    const message: Message = {
      type,
      serial,
      sender: text('sender'),
      path: text('path'),
      face: text('face'),
      member: text('member'),
      replyTo: Number(fields.get(fieldCodes.replyTo) ?? 0),
      error: text('error'),
      body: typesOf(text('signature')).map((each) => content.read(each)),
    }
    if (type === messageTypes.call) this.reply(message)
    const waiting = this.waiting.get(message.replyTo)
    if (!waiting) return
    this.waiting.delete(message.replyTo)
    if (type === messageTypes.reply) waiting.resolve(message.body)
    else waiting.reject(new Error(`${message.error}: ${message.body.join(' ')}`))
  }

  private reply(message: Message): void {
    const { serial: replyTo, sender: destination } = message
    const handler = this.handlers.get(`${message.face}.${message.member}`)
    if (!handler) {
      const error = 'org.freedesktop.DBus.Error.UnknownMethod'
      this.send({ type: messageTypes.error, error, replyTo, destination })
      return
    }
    const [signature, body] = handler(message.body, message)
    this.send({ type: messageTypes.reply, replyTo, destination, signature, body })
  }
}
