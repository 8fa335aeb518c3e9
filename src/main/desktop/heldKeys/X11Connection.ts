import { Buffer } from 'node:buffer'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

const queryKeymap = 44

/** Who may talk to a display: an entry of the Xauthority file. */
export interface XCookie {
  readonly name: string
  readonly data: Buffer
}

/**
 * A connection to an X server for one question, which keys are down: a few dozen bytes of the core protocol,
 * so that no program has to be installed for it.
 */
export class X11Connection {
  private received: Buffer = Buffer.alloc(0)
  private isGone = false
  private wake = () => {}

  private constructor(private readonly socket: Socket) {
    socket.on('data', (piece) => {
      this.received = Buffer.concat([this.received, piece])
      this.wake()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      this.isGone = true
      this.wake()
    })
  }

  static async open(path: string, cookie: XCookie | null, signal: AbortSignal): Promise<X11Connection> {
    const socket = connect({ path })
    socket.unref()
    const connection = new X11Connection(socket)
    try {
      await once(socket, 'connect', { signal })
      socket.write(greeting(cookie))
      const head = await connection.read(8)
      // 1: welcome. The rest tells of screens and formats.
      await connection.read(head.readUInt16LE(6) * 4)
      if (head[0] !== 1) throw new Error('The X server refused the connection')
      return connection
    } catch (error) {
      socket.destroy()
      throw error
    }
  }

  /** The codes of the keys that are down. */
  async keysDown(): Promise<ReadonlySet<number>> {
    // Its length is one unit of four bytes.
    this.socket.write(Buffer.from([queryKeymap, 0, 1, 0]))
    const reply = await this.read(40)
    if (reply[0] !== 1) throw new Error('The X server did not tell which keys are down')
    return keysOf(reply.subarray(8))
  }

  close(): void {
    this.socket.destroy()
  }

  private async read(length: number): Promise<Buffer> {
    while (this.received.length < length) {
      if (this.isGone) throw new Error('The X server is gone')
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
    }
    const bytes = this.received.subarray(0, length)
    this.received = this.received.subarray(length)
    return bytes
  }
}

/** A bit for each key code. */
const keysOf = (bits: Uint8Array): ReadonlySet<number> => {
  const keys = new Set<number>()
  for (const [at, byte] of bits.entries())
    for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) keys.add(at * 8 + bit)
  return keys
}

/** `l`: little-endian; version 11.0 of the protocol. */
const greeting = (cookie: XCookie | null): Buffer => {
  const name = Buffer.from(cookie?.name ?? '')
  const data = cookie?.data ?? Buffer.alloc(0)
  const head = Buffer.alloc(12)
  head.write('l')
  head.writeUInt16LE(11, 2)
  head.writeUInt16LE(name.length, 6)
  head.writeUInt16LE(data.length, 8)
  return Buffer.concat([head, padded(name), padded(data)])
}

const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)])
