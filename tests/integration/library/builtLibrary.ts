import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import type { ChildPort } from '../../../src/main/library/childPort'
import { LibraryClient, type LibraryClientOptions } from '../../../src/main/library/LibraryClient'

const root = resolve(import.meta.dirname, '../../..')

/**
 * The library's own entry, built as for the app, to be run as a plain Node child: same code, same channel, no
 * Electron.
 */
export const buildLibrary = async (): Promise<{ script: string; remove: () => void }> => {
  // Inside the checkout, so that its packages are found; each run of tests has its own.
  const folder = join(root, 'out', `library-for-tests-${process.pid}-${Date.now()}`)
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    resolve: { alias: { '@shared': join(root, 'src/shared') } },
    build: {
      target: 'node20.18',
      ssr: join(root, 'src/library/index.ts'),
      outDir: folder,
      emptyOutDir: true,
      rollupOptions: { output: { entryFileNames: 'library.mjs' } },
    },
  })
  return {
    script: join(folder, 'library.mjs'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

const makeFolder = (): string => mkdtempSync(join(tmpdir(), 'parley-library-'))

/** A started child with its errors gathered, and the port by which main would know it. */
export interface StartedLibrary extends ChildPort {
  readonly process: ChildProcess
  readonly exited: Promise<number>
  readonly errors: () => string
}

export const startLibrary = (
  script: string,
  folder: string,
  nodeOptions: readonly string[] = [],
): StartedLibrary => {
  const child = fork(script, [folder], {
    serialization: 'advanced',
    execArgv: [...nodeOptions],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let errors = ''
  child.stderr?.on('data', (text: Buffer) => {
    errors += text.toString()
  })
  const exited = new Promise<number>((done) => child.once('exit', (code) => done(code ?? -1)))
  return {
    process: child,
    exited,
    errors: () => errors,
    // Sending to a child that has just been killed fails; the exit says so soon enough.
    post: (message) => child.send(message as object, () => {}),
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => void exited.then(listener),
    kill: () => child.kill('SIGKILL'),
  }
}

/** The built library in a folder of each test's own, and clients that start its process. */
export const processPlace = () => {
  let built: Awaited<ReturnType<typeof buildLibrary>>
  let folder: string
  let children: StartedLibrary[]
  let clients: LibraryClient[]
  beforeAll(async () => {
    built = await buildLibrary()
  })
  afterAll(() => built.remove())
  beforeEach(() => {
    folder = makeFolder()
    children = []
    clients = []
  })
  afterEach(async () => {
    await Promise.all(clients.map((client) => client.close()))
    rmSync(folder, { recursive: true, force: true })
  })
  const start = (): StartedLibrary => {
    const child = startLibrary(built.script, folder)
    children.push(child)
    return child
  }
  return {
    get folder() {
      return folder
    },
    /** Every process that was started, oldest first. */
    get children(): readonly StartedLibrary[] {
      return children
    },
    /** One process, without a client. */
    start,
    connect: (options: Omit<LibraryClientOptions, 'spawn'> = {}): LibraryClient => {
      const client = new LibraryClient({ ...options, spawn: start })
      clients.push(client)
      client.start()
      return client
    },
    lastChild: (): StartedLibrary => {
      const child = children.at(-1)
      if (!child) throw new Error('No library was started')
      return child
    },
  }
}
