import { type ChildProcess, execFileSync, fork } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { McpHostEvent, ServerToConnect } from '@shared/ipc/mcpHost'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll } from 'vitest'
import type { ChildPort } from '../../../src/main/library/childPort'
import { type McpHostAnswers, McpHostClient } from '../../../src/main/mcp/McpHostClient'

const root = resolve(import.meta.dirname, '../../..')

/** A script of a package below `node_modules`, as a server would be started by a user. */
export const serverScript = (path: string): string => join(root, 'node_modules', path)

export const everything = serverScript('@modelcontextprotocol/server-everything/dist/index.js')

/** A server to connect to by its command; what is given wins over what most tests want. */
export const stdioServer = (
  serverId: string,
  command: string,
  args: readonly string[],
  change: Partial<ServerToConnect> = {},
): ServerToConnect => ({
  serverId,
  address: { type: 'stdio', command, args, env: [], cwd: null },
  secrets: {},
  isLegacy: false,
  connectTimeoutMs: 30_000,
  idleMs: 0,
  maySignIn: false,
  ...change,
})

const startHost = (script: string): ChildPort & { readonly process: ChildProcess } => {
  const child = fork(script, ['1.2.3'], {
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const exited = new Promise<number>((done) => child.once('exit', (code) => done(code ?? -1)))
  return {
    process: child,
    post: (message) => child.send(message as object, () => {}),
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => void exited.then(listener),
    kill: () => child.kill('SIGKILL'),
  }
}

/** How many processes there are whose command line holds this text. */
export const countProcesses = (text: string): number =>
  execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(text) && !line.startsWith('ps ')).length

/** Resolves when what is asked for is so. */
export const until = async (isSo: () => boolean): Promise<void> => {
  const limit = Date.now() + 20_000
  while (!isSo()) {
    if (Date.now() > limit) throw new Error('It did not come about')
    await new Promise((done) => setTimeout(done, 25))
  }
}

/** The host process as it is built for the app, run as a plain Node child, with clients that start it. */
export const hostPlace = () => {
  const folder = join(root, 'out', `mcp-for-tests-${process.pid}-${Date.now()}`)
  const script = join(folder, 'mcp.mjs')
  let clients: McpHostClient[] = []
  let children: ReturnType<typeof startHost>[] = []
  beforeAll(async () => {
    await build({
      configFile: false,
      logLevel: 'error',
      root,
      resolve: { alias: { '@shared': join(root, 'src/shared') } },
      build: {
        target: 'node20.18',
        ssr: join(root, 'src/mcp/index.ts'),
        outDir: folder,
        emptyOutDir: true,
        rollupOptions: { output: { entryFileNames: 'mcp.mjs' } },
      },
    })
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  afterEach(async () => {
    await Promise.all(clients.map((client) => client.close()))
    clients = []
    children = []
  })
  const spawn = () => {
    const child = startHost(script)
    children.push(child)
    return child
  }
  return {
    /** Starts a process, as main would. */
    spawn,
    lastChild: () => {
      const child = children.at(-1)
      if (!child) throw new Error('No process was started')
      return child
    },
    get starts() {
      return children.length
    },
    client: (answers: Partial<McpHostAnswers> = {}) => {
      const events: McpHostEvent[] = []
      let losses = 0
      const client = new McpHostClient({
        spawn,
        answers: {
          question: async () => ({ action: 'decline', content: null }),
          route: async () => null,
          loadSignIn: async () => null,
          saveSignIn: async () => null,
          openSignIn: async () => null,
          ...answers,
        },
        onEvent: (event) => events.push(event),
        onLost: () => {
          losses += 1
        },
      })
      clients.push(client)
      return { client, events, losses: () => losses }
    },
  }
}
