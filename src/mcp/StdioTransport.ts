import {
  deserializeMessage,
  type JSONRPCMessage,
  SdkError,
  SdkErrorCode,
  serializeMessage,
  type Transport,
} from '@modelcontextprotocol/client'
import { LastLines } from './LastLines'
import { LineReader } from './LineReader'
import { type ProcessGroup, type Program, startGroup } from './processGroup'

/** A result may hold a picture in letters; what is larger than this is no message. */
const mostMessageBytes = 40 * 1024 * 1024

/**
 * The protocol over the streams of a program of ours. The package's own transport ends only its direct child,
 * and a wrapper's child would live on; and it starts a second process to find out the version.
 */
export class StdioTransport implements Transport {
  onclose?: () => void
  onerror?: (error: Error) => void
  onmessage?: Transport['onmessage']
  /** The package knows a pipe by these two members, and then falls back where nothing answers its probe. */
  readonly stderr = null
  pid: number | null = null
  /** The program's exit code, once it ended. */
  exitCode: number | null = null
  /** It ended without having been asked to. */
  hasEndedByItself = false
  private hasEnded = false
  private isClosing = false
  private readonly lines = new LineReader(mostMessageBytes)
  private readonly errors = new LastLines()
  private readonly strays = new LastLines()
  private group: ProcessGroup | null = null

  constructor(private readonly program: Program) {}

  /** The last lines that it wrote beside the protocol. */
  get written(): string {
    return [this.errors.text, this.strays.text].filter((text) => text !== '').join('\n')
  }

  /** True where something came that is no message: a server that logs to its output. */
  get hasStrayOutput(): boolean {
    return this.strays.text !== ''
  }

  async start(): Promise<void> {
    const group = await startGroup(this.program)
    this.group = group
    this.pid = group.pid
    group.stderr.on('data', (chunk: Buffer) => this.errors.add(chunk.toString('utf8')))
    group.stdout.on('data', (chunk: Buffer) => this.read(chunk))
    void group.ended.then((code) => {
      this.exitCode = code
      this.hasEnded = true
      this.hasEndedByItself = !this.isClosing
      // What it wrote last may still be in the pipe.
      setImmediate(() => void this.close())
    })
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (!this.group || this.hasEnded) throw new SdkError(SdkErrorCode.NotConnected, 'Not connected')
    const { stdin } = this.group
    if (!stdin.write(serializeMessage(message)))
      await new Promise<void>((done) => {
        stdin.once('drain', done)
        stdin.once('close', done)
      })
  }

  async close(): Promise<void> {
    const { group } = this
    if (!group) return
    this.isClosing = true
    await group.end()
    if (this.group === null) return
    this.group = null
    this.onclose?.()
  }

  private read(chunk: Buffer): void {
    for (const line of this.lines.add(chunk)) this.readLine(line)
    if (!this.lines.isTooLong) return
    this.onerror?.(new Error(`A line of more than ${mostMessageBytes} bytes`))
    void this.close()
  }

  /** What is no message is left out: a server that logs to its output still works. */
  private readLine(line: string): void {
    let message: JSONRPCMessage
    try {
      message = deserializeMessage(line)
    } catch {
      this.strays.add(`${line}\n`)
      return
    }
    this.onmessage?.(message)
  }
}
