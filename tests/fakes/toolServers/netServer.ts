import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { resolve } from 'node:path'

/** A tool server that runs as a process of its own and is reached over this computer's network. */
export interface NetServer {
  readonly url: string
  stop(): Promise<void>
}

/** A port that is free now. */
const freePort = async (): Promise<number> => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

const stopped = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

/** What a stream says when it matches; it is read on, since a server ends where nothing reads it any more. */
const said = (stream: NodeJS.ReadableStream | null, wanted: RegExp): Promise<string> =>
  new Promise((done, failed) => {
    let text = ''
    stream?.on('data', (piece) => {
      text += String(piece)
      const match = wanted.exec(text)
      if (match) done(match[1] ?? '')
    })
    stream?.once('end', () => failed(new Error(`The server ended: ${text}`)))
  })

/** Revision 2026-07-28, which answers nothing older. */
export const startModernServer = async (): Promise<NetServer> => {
  const script = resolve(import.meta.dirname, 'modernServer.mjs')
  const child = spawn(process.execPath, [script, 'http'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const port = await said(child.stdout, /^(\d+)\n/)
  return { url: `http://127.0.0.1:${port}/mcp`, stop: () => stopped(child) }
}

/** The first protocol: a stream of events, and an address beside it to send to. */
export const startSseServer = async (everything: string): Promise<NetServer> => {
  const port = await freePort()
  const child = spawn(process.execPath, [everything, 'sse'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PORT: String(port) },
  })
  await said(child.stderr, /(running on port)/)
  return { url: `http://127.0.0.1:${port}/sse`, stop: () => stopped(child) }
}
