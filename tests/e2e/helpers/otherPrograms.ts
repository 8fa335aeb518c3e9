import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from '@playwright/test'
import { electronPath, launchElectron, sandboxArgs } from '../fixtures'
import { focusWindow, pressKeys } from './keys'
import { hasKeys } from './quick'

const run = promisify(execFile)

/** Another program of the desktop, with a file that shows what is in it. */
export interface Program {
  /** Brings its window to the front and waits until it has the keys. */
  toFront(): Promise<void>
  /** Waits until its window has the keys by itself. */
  hasKeys(): Promise<void>
  /** Expects its text, saved as a user saves it. */
  expectText(text: string): Promise<void>
  /** Closes it without asking. */
  end(): Promise<void>
}

/** Whether a window of that class has the keys, as the window manager says. */
const isActive = async (windowClass: string): Promise<boolean> => {
  const ask = (...words: readonly string[]) => run('xdotool', words).catch(() => ({ stdout: '' }))
  const [active, known] = await Promise.all([
    ask('getactivewindow'),
    ask('search', '--class', `^${windowClass}$`),
  ])
  return active.stdout !== '' && known.stdout.split('\n').includes(active.stdout.trim())
}

/** Starts a program on a file; its window is known by its class. */
const start = async (
  windowClass: string,
  command: (path: string) => readonly [string, ...string[]],
  before: string,
  /** What makes it write its text to the file. */
  save: () => Promise<void>,
): Promise<Program> => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-other-'))
  const path = join(folder, 'text.txt')
  await writeFile(path, before)
  const [name, ...args] = command(path)
  // A home of its own: what one leaves there when it is ended, the next would ask about.
  const home = { HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder, GSETTINGS_BACKEND: 'memory' }
  const child: ChildProcess = spawn(name, args, {
    stdio: 'ignore',
    detached: true,
    env: { ...process.env, ...home },
  })
  const isInFront = () =>
    expect.poll(() => isActive(windowClass), { intervals: [50], timeout: 15_000 }).toBe(true)
  const toFront = async () => {
    await run('xdotool', [
      'search',
      '--sync',
      '--onlyvisible',
      '--class',
      `^${windowClass}$`,
      'windowactivate',
      '--sync',
    ])
    await isInFront()
  }
  await toFront()
  return {
    toFront,
    hasKeys: isInFront,
    // What was put into it may still be on its way: it is saved until it is there.
    expectText: (text) =>
      expect
        .poll(
          async () => {
            await save()
            return readFile(path, 'utf8')
          },
          { intervals: [200], timeout: 10_000 },
        )
        .toBe(text),
    end: async () => {
      child.kill('SIGKILL')
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** An editor of GTK's. */
export const startEditor = (text: string): Promise<Program> =>
  start(
    'Mousepad',
    (path) => ['mousepad', '--disable-server', path],
    text,
    () => pressKeys('ctrl+s'),
  )

/** A terminal whose program knows nothing of pasting, and writes each letter as it comes. */
export const startTerminal = (): Promise<Program> =>
  start(
    'XTerm',
    (path) => ['xterm', '-e', `stty -icanon; cat > '${path}'`],
    '',
    async () => {},
  )

/** Copies as another program does, in a format of its choice. */
export const copyElsewhere = async (content: string, format = 'UTF8_STRING'): Promise<void> => {
  const process = spawn('xclip', ['-selection', 'clipboard', '-t', format, '-in'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  process.stdin?.end(content)
  await expect.poll(() => copied(format)).toBe(content)
}

/** What another program pastes. */
export const copied = async (format = 'UTF8_STRING'): Promise<string> => {
  const { stdout } = await run('xclip', ['-selection', 'clipboard', '-t', format, '-out']).catch(() => ({
    stdout: '',
  }))
  return stdout
}

/** A field of a web page in a browser, which is the Electron of these tests without Parley. */
export const startTextArea = async (
  text: string,
): Promise<Program & { minimise(): Promise<void>; toOtherWorkspace(): Promise<void> }> => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-other-'))
  await writeFile(
    join(folder, 'main.cjs'),
    `const { app, BrowserWindow } = require('electron')
app.setPath('userData', ${JSON.stringify(folder)})
app.whenReady().then(() => new BrowserWindow({ width: 500, height: 400 }).loadFile('page.html'))`,
  )
  await writeFile(join(folder, 'package.json'), '{"name":"field","main":"main.cjs"}')
  await writeFile(
    join(folder, 'page.html'),
    `<title>Field</title><textarea autofocus rows="9">${text}</textarea>`,
  )
  const app = await launchElectron({ executablePath: electronPath(), args: [...sandboxArgs, folder] })
  const page = await app.firstWindow()
  const field = page.getByRole('textbox')
  await expect(field).toBeFocused()
  await focusWindow('^Field$')
  return {
    toFront: () => focusWindow('^Field$'),
    hasKeys: () => hasKeys('Field'),
    toOtherWorkspace: async () => {
      await run('xdotool', ['search', '--name', '^Field$', 'set_desktop_for_window', '%1', '1'])
      const isAway = async () =>
        (await run('xdotool', ['search', '--name', '^Field$', 'get_desktop_for_window'])).stdout.trim()
      await expect.poll(isAway).toBe('1')
    },
    minimise: () =>
      app.evaluate(({ BrowserWindow }) => {
        for (const window of BrowserWindow.getAllWindows()) window.minimize()
      }),
    expectText: async (expected) => {
      await expect(field).toHaveValue(expected)
    },
    end: async () => {
      await app.close()
      await run('xdotool', ['set_desktop', '0'])
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
