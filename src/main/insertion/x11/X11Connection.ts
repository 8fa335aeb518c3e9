import { createConnection, type Socket } from 'node:net'
import { type Cookie, type DisplayAddress, displayAddress, readCookie } from './display'
import * as requests from './requests'

/** What the server said at the beginning. */
interface Server {
  readonly root: number
  readonly idBase: number
  readonly idMask: number
  readonly firstKeycode: number
  readonly lastKeycode: number
  /** The longest request, in bytes. */
  readonly mostBytes: number
}

type Listener = (code: number, event: Buffer) => void

interface Awaited {
  readonly resolve: (reply: Buffer) => void
  readonly reject: (error: Error) => void
}

const connectMs = 2_000

const readServer = (bytes: Buffer): Server => {
  const vendor = (bytes.readUInt16LE(24) + 3) & ~3
  const formats = bytes.readUInt8(29) * 8
  return {
    root: bytes.readUInt32LE(40 + vendor + formats),
    idBase: bytes.readUInt32LE(12),
    idMask: bytes.readUInt32LE(16),
    firstKeycode: bytes.readUInt8(34),
    lastKeycode: bytes.readUInt8(35),
    mostBytes: bytes.readUInt16LE(26) * 4,
  }
}

/**
 * A connection to the X server, over its socket: what insertion needs of the protocol is small, and neither
 * Electron nor the programs of a usual desktop offer it.
 */
export class X11Connection {
  private readonly awaited = new Map<number, Awaited>()
  private readonly listeners = new Set<Listener>()
  private readonly atomsByName = new Map<string, Promise<number>>()
  private sequence = 0
  private ids = 0
  private waiting: Buffer = Buffer.alloc(0)
  isOpen = true

  private constructor(
    private readonly socket: Socket,
    readonly server: Server,
    rest: Buffer,
  ) {
    socket.on('data', (bytes) => this.read(bytes))
    socket.on('error', () => this.end())
    socket.on('close', () => this.end())
    this.read(rest)
  }

  /** Rejects where there is no server, or none that lets us in. */
  static async open(environment: Readonly<Record<string, string | undefined>>): Promise<X11Connection> {
    const address = displayAddress(environment.DISPLAY ?? '')
    if (!address) throw new Error('No display is named')
    return X11Connection.connect(address, await readCookie(address, environment))
  }

  private static connect(address: DisplayAddress, cookie: Cookie | null): Promise<X11Connection> {
    const { host, number } = address
    const socket =
      host === ''
        ? createConnection({ path: `/tmp/.X11-unix/X${number}` })
        : createConnection({ host, port: 6_000 + number })
    return new Promise((resolve, reject) => {
      const fail = (error: Error) => {
        socket.destroy()
        reject(error)
      }
      let bytes: Buffer = Buffer.alloc(0)
      const greet = (more: Buffer) => {
        bytes = Buffer.concat([bytes, more])
        const length = bytes.length < 8 ? 8 : 8 + bytes.readUInt16LE(6) * 4
        if (bytes.length < Math.max(length, 8)) return
        if (bytes.readUInt8(0) !== 1) return fail(new Error('The X server refused the connection'))
        socket.removeAllListeners()
        socket.setTimeout(0)
        resolve(new X11Connection(socket, readServer(bytes.subarray(0, length)), bytes.subarray(length)))
      }
      socket.setTimeout(connectMs, () => fail(new Error('The X server did not answer')))
      socket.once('error', fail)
      socket.once('close', () => reject(new Error('The X server closed the connection')))
      socket.on('data', greet)
      socket.write(requests.setup(cookie?.name ?? '', cookie?.data ?? Buffer.alloc(0)))
    })
  }

  newId(): number {
    this.ids += 1
    return this.server.idBase + this.ids
  }

  /** Whether one program made both of these windows. */
  isSameProgram(window: number, other: number): boolean {
    const { idMask } = this.server
    return (window & ~idMask) === (other & ~idMask)
  }

  /** Sends what is not answered. An error that comes of it is not told: its window has gone. */
  send(request: Buffer): void {
    if (!this.isOpen) return
    this.sequence = (this.sequence + 1) & 0xffff
    this.socket.write(request)
  }

  /** Sends a question. Rejects with the server's error, or when the connection ends. */
  ask(request: Buffer): Promise<Buffer> {
    if (!this.isOpen) return Promise.reject(new Error('The X server has gone'))
    this.send(request)
    return new Promise((resolve, reject) => this.awaited.set(this.sequence, { resolve, reject }))
  }

  atom(name: string): Promise<number> {
    const known = this.atomsByName.get(name)
    if (known) return known
    const asked = this.ask(requests.internAtom(name)).then((reply) => reply.readUInt32LE(8))
    this.atomsByName.set(name, asked)
    return asked
  }

  async atomName(atom: number): Promise<string> {
    const reply = await this.ask(requests.getAtomName(atom))
    return reply.subarray(32, 32 + reply.readUInt16LE(8)).toString('latin1')
  }

  async property(window: number, name: number, isDeleted = false): Promise<requests.Property | null> {
    return requests.readProperty(await this.ask(requests.getProperty(window, name, isDeleted)))
  }

  /** Gives what undoes it. */
  listen(listener: Listener): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /**
   * The first event that `pick` makes something of. Rejects after `limitMs`, and when the connection ends.
   */
  next<T>(pick: (code: number, event: Buffer) => T | null, limitMs: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        clearTimeout(timer)
        stop()
        this.socket.off('close', gone)
        act()
      }
      const gone = () => settle(() => reject(new Error('The X server has gone')))
      const stop = this.listen((code, event) => {
        const found = pick(code, event)
        if (found !== null) settle(() => resolve(found))
      })
      const timer = setTimeout(() => settle(() => reject(new Error('Nothing came in time'))), limitMs)
      this.socket.once('close', gone)
    })
  }

  /** Resolves once the server has done all that was sent before. */
  async sync(): Promise<void> {
    await this.ask(requests.getInputFocus())
  }

  /** It does not keep its process or thread from ending. */
  unref(): void {
    this.socket.unref()
  }

  close(): void {
    this.socket.destroy()
    this.end()
  }

  private read(bytes: Buffer): void {
    this.waiting = this.waiting.length === 0 ? bytes : Buffer.concat([this.waiting, bytes])
    while (this.waiting.length >= 32) {
      const code = this.waiting.readUInt8(0)
      // Replies and the events of extensions may be longer.
      const isLong = code === requests.events.reply || (code & 0x7f) === 35
      const length = 32 + (isLong ? this.waiting.readUInt32LE(4) * 4 : 0)
      if (this.waiting.length < length) return
      const message = this.waiting.subarray(0, length)
      this.waiting = this.waiting.subarray(length)
      this.take(code, message)
    }
  }

  private take(code: number, message: Buffer): void {
    if (code !== requests.events.error && code !== requests.events.reply) {
      for (const listener of [...this.listeners]) listener(code & 0x7f, message)
      return
    }
    const sequence = message.readUInt16LE(2)
    const awaited = this.awaited.get(sequence)
    this.awaited.delete(sequence)
    if (code === requests.events.reply) awaited?.resolve(message)
    else awaited?.reject(new Error(`The X server answered with its error ${message.readUInt8(1)}`))
  }

  private end(): void {
    if (!this.isOpen) return
    this.isOpen = false
    for (const { reject } of this.awaited.values()) reject(new Error('The X server has gone'))
    this.awaited.clear()
  }
}
