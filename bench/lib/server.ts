import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import type { ServerReport } from '../server/answerSpec'
import { within } from './app'

type Kind = ServerReport['type']
type ReportOf<K extends Kind> = Extract<ServerReport, { type: K }>

/** The fake server as the harness sees it. */
export class Server {
  private readonly listeners = new Set<(report: ServerReport) => void>()

  private constructor(
    private readonly child: ChildProcess,
    readonly baseUrl: string,
  ) {
    child.on('message', (report: ServerReport) => {
      for (const listener of [...this.listeners]) listener(report)
    })
  }

  static async start(): Promise<Server> {
    const child = fork(join(import.meta.dirname, 'server.js'), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const port = await within(
      10_000,
      new Promise<number>((resolve, reject) => {
        child.once('message', (report: ServerReport) => {
          if (report.type === 'listening') resolve(report.port)
        })
        child.once('exit', () => reject(new Error('the server ended')))
      }),
      'the server',
    )
    child.once('exit', (code) => {
      if (child.connected) process.stderr.write(`  the server ended with ${code}\n`)
    })
    return new Server(child, `http://127.0.0.1:${port}/v1`)
  }

  /** The next report of this kind (and, for tokens, of this count). Ask before what causes it. */
  next<K extends Kind>(kind: K, count?: number): Promise<ReportOf<K>> {
    return new Promise((resolve) => {
      const listener = (report: ServerReport) => {
        if (report.type !== kind) return
        if (count !== undefined && report.type === 'token' && report.count !== count) return
        this.listeners.delete(listener)
        resolve(report as ReportOf<K>)
      }
      this.listeners.add(listener)
    })
  }

  stop(): void {
    this.child.disconnect()
  }
}
