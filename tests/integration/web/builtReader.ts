import { fork } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import type { ChildPort } from '../../../src/main/library/childPort'

const root = resolve(import.meta.dirname, '../../..')

/** The entry of the process that reads pages, built as for the app, to be run as a plain Node child. */
export const buildReader = async (): Promise<{ script: string; remove: () => void }> => {
  const folder = join(root, 'out', `reader-for-tests-${process.pid}-${Date.now()}`)
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    resolve: { alias: { '@shared': join(root, 'src/shared') } },
    ssr: { noExternal: true },
    build: {
      target: 'node20.18',
      ssr: join(root, 'src/webReader/index.ts'),
      outDir: folder,
      emptyOutDir: true,
      rollupOptions: { output: { entryFileNames: 'webReader.mjs' } },
    },
  })
  return {
    script: join(folder, 'webReader.mjs'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

export interface StartedReader extends ChildPort {
  readonly pid: number
  readonly exited: Promise<void>
}

export const startReader = (script: string, mostMegabytes = 256): StartedReader => {
  const child = fork(script, [], {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${mostMegabytes}`],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const exited = new Promise<void>((done) => child.once('exit', () => done()))
  return {
    pid: child.pid ?? 0,
    exited,
    post: (message) => void child.send(message as object, () => {}),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', (code) => listener(code ?? -1)),
    kill: () => void child.kill('SIGKILL'),
  }
}
