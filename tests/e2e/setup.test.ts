import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { markedProcesses } from '../../scripts/lib/cleanup.mjs'
import { rootSwitches } from '../../scripts/lib/screen.mjs'
import { countStart } from './fixtures'

const root = join(import.meta.dirname, '../..')
const electron = process.env.PARLEY_ELECTRON_PATH ?? ''

test.skip(process.platform !== 'linux', 'a display of its own is made on Linux only')

let folder: string

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-setup-'))
})

test.afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))

async function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
  const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const [code] = await once(child, 'close')
  return { code: code as number | null, stdout, stderr }
}

test('electron:path prints the path and nothing else', async () => {
  const { code, stdout } = await run(process.execPath, ['scripts/electronPath.mjs'])
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${electron}\n` })
})

test('npm start without a screen says what to do and fails', async () => {
  const { DISPLAY: _x, WAYLAND_DISPLAY: _wayland, ...env } = process.env
  const { code, stderr } = await run(process.execPath, ['scripts/start.mjs'], env)
  expect(code).toBe(1)
  expect(stderr).toContain('xvfb-run')
})

test('npm start opens the app with the words it is given, and takes it along when it ends', async () => {
  const env = { ...process.env, PARLEY_TEST: folder }
  const args = ['scripts/start.mjs', `--user-data-dir=${join(folder, 'data')}`]
  countStart()
  const start = spawn(process.execPath, args, { cwd: root, env, stdio: 'ignore' })
  await expect.poll(() => existsSync(join(folder, 'data/library.db')), { timeout: 30_000 }).toBe(true)
  start.kill('SIGTERM')
  await once(start, 'exit')
  await expect.poll(() => markedProcesses(`PARLEY_TEST=${folder}`)).toEqual([])
})

test.describe('an Electron started with a folder or a script takes on its identity', () => {
  const report = `console.log(JSON.stringify([app.getName(), app.getVersion(), app.getAppPath(), app.isPackaged])); app.exit(0)`
  const modules = {
    'main.mjs': `import { app } from 'electron'\n`,
    'main.cjs': `const { app } = require('electron')\n`,
  }

  for (const [main, head] of Object.entries(modules)) {
    test(`a folder with ${main}`, async () => {
      await writeFile(join(folder, main), head + report)
      await writeFile(
        join(folder, 'package.json'),
        JSON.stringify({ name: 'a', productName: 'An App', version: '1.2.3', main }),
      )
      countStart()
      const { stdout } = await run(electron, [...rootSwitches(), folder, '--word'])
      expect(JSON.parse(stdout)).toEqual(['An App', '1.2.3', folder, false])
    })

    test(`the script ${main}`, async () => {
      await writeFile(join(folder, main), head + report)
      countStart()
      const { stdout } = await run(electron, [...rootSwitches(), join(folder, main)])
      expect(JSON.parse(stdout).slice(2)).toEqual([folder, false])
    })
  }
})

test.describe('a display', () => {
  // The display is made by another process, as npm test makes it, since its end is what is tested.
  const maker = `
    import { spawn } from 'node:child_process'
    import { startDisplay } from ${JSON.stringify(join(root, 'scripts/lib/display.mjs'))}
    const display = await startDisplay()
    // What Playwright does with browsers: a process group of its own.
    spawn('sleep', ['600'], { env: display.environment, detached: true, stdio: 'ignore' }).unref()
    process.stdout.write(display.environment.PARLEY_RUN + '\\n')
    process.stdin.once('data', () => void display.stop().then(() => process.exit(0)))
    process.stdin.resume()
  `

  async function makeDisplay() {
    const child = spawn(process.execPath, ['--input-type=module', '-e', maker], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const [line] = await once(child.stdout.setEncoding('utf8'), 'data')
    const runFolder = String(line).trim()
    const running = () => markedProcesses(`PARLEY_RUN=${runFolder}`)
    return { child, runFolder, running }
  }

  test('leaves nothing behind when it is stopped', async () => {
    const { child, runFolder, running } = await makeDisplay()
    expect((await running()).length).toBeGreaterThanOrEqual(5)
    child.stdin.write('stop\n')
    await once(child, 'exit')
    expect(await running()).toEqual([])
    expect(existsSync(runFolder)).toBe(false)
  })

  test('leaves nothing behind when the process that made it is killed', async () => {
    const { child, runFolder, running } = await makeDisplay()
    child.kill('SIGKILL')
    await once(child, 'exit')
    await expect.poll(running).toEqual([])
    await expect.poll(() => existsSync(runFolder)).toBe(false)
  })
})
