import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { resolve } from 'node:path'

/** A server by another maker, as a process of its own. */
export interface ServerProcess {
  readonly port: number
  /** e.g. `http://127.0.0.1:40123` */
  readonly url: string
  /** What it wrote so far. */
  readonly output: () => string
  /** Resolves once the process is gone. */
  stop(): Promise<void>
}

export interface ServerCommand {
  /** A script of a package below `node_modules`, or a program's path. */
  readonly script?: string
  readonly program?: string
  readonly args: (port: number) => readonly string[]
  readonly env?: (port: number) => Readonly<Record<string, string>>
  /** What it writes when it answers. */
  readonly ready: RegExp
}

/** Where a server has not ended by itself, it is ended. */
const endingMs = 5_000

/** Starts it on a free port. Nothing of this environment but the PATH reaches it: no key, no proxy. */
export const startServerProcess = async (command: ServerCommand): Promise<ServerProcess> => {
  const port = await freePort()
  const { program = process.execPath, script } = command
  const file = script === undefined ? [] : [resolve(import.meta.dirname, '../../node_modules', script)]
  const child = spawn(program, [...file, ...command.args(port)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '', ...command.env?.(port) },
  })
  const kill = () => child.kill('SIGKILL')
  // A worker that is ended in the middle of a test leaves nothing behind.
  process.once('exit', kill)
  let output = ''
  const isUp = new Promise<void>((up, failed) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString('utf8')
      if (command.ready.test(output)) up()
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('error', failed)
    child.once('exit', (code) => failed(new Error(`The server ended with ${code}: ${output}`)))
  })
  await isUp
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    output: () => output,
    stop: async () => {
      process.off('exit', kill)
      await end(child)
    },
  }
}

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const patience = setTimeout(() => child.kill('SIGKILL'), endingMs)
  await gone
  clearTimeout(patience)
}

/** A port where nothing listens. */
export const freePort = (): Promise<number> =>
  new Promise((found, failed) => {
    const probe = createServer()
    probe.once('error', failed)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address ? address.port : 0
      probe.close(() => found(port))
    })
  })
