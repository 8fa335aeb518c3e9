import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import {
  _electron,
  test as base,
  type ElectronApplication,
  expect,
  type Locator,
  type Page,
  type TestInfo,
} from '@playwright/test'
import type { AppContract } from '@shared/ipc/contract'
import type { CallName, InputOf, OutputOf, Reply } from '@shared/ipc/define'
import { type FaultServer, modelList, startFaultServer } from '../fakes/faultServer'
import { resetOf } from './helpers/sharedApp'

export interface LaunchOptions {
  /** Added to a clean environment: no key and no server unless given here. */
  readonly env?: Readonly<Record<string, string>>
  readonly args?: readonly string[]
}

/** A running Parley. */
export interface Parley {
  readonly app: ElectronApplication
  readonly page: Page
  readonly folder: string
  /** Quits as a user does: everything is written and closed. */
  quit(): Promise<void>
}

interface Fixtures {
  /** A server of OpenAI's shape, scripted by the test. */
  readonly server: FaultServer
  /** The profile of this test: everything that the app keeps. */
  readonly folder: string
  /** Starts the built app on the test's profile; what still runs at the end is ended. */
  readonly launch: (options?: LaunchOptions) => Promise<Parley>
  /**
   * An app that tests share, with the test's server as its engine and nothing in it. It is put back as it was
   * behind each test, which is asserted. For tests that need no profile, environment or start of their own.
   */
  readonly parley: Parley
}

interface WorkerFixtures {
  readonly sharedApp: SharedApp
}

interface SharedApp {
  /** Starts it where it does not run. */
  get(): Promise<{ readonly parley: Parley; readonly reset: () => Promise<void> }>
  /** Ends the app in tests of the desktop, where a second app would hold the hotkeys and take the focus. */
  end(): Promise<void>
}

const root = resolve(import.meta.dirname, '../..')

// Each worker has a display of its own, with keyboard, clipboard, sound and session bus: scripts/test.mjs
// brings them.
const displays = JSON.parse(process.env.PARLEY_DISPLAYS ?? '[]') as readonly Readonly<
  Record<string, string>
>[]
Object.assign(process.env, displays[Number(process.env.TEST_PARALLEL_INDEX ?? 0)])

const cleanEnvironment = (): Record<string, string> => {
  const {
    OPENAI_API_KEY: _key,
    OPENAI_BASE_URL: _url,
    ANTHROPIC_API_KEY: _claude,
    ANTHROPIC_BASE_URL: _gateway,
    ...rest
  } = process.env
  return Object.fromEntries(
    Object.entries(rest).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

/** The switch that root needs, and no other user. */
export const sandboxArgs = process.getuid?.() === 0 ? ['--no-sandbox'] : []

export const electronPath = (): string => {
  const path = process.env.PARLEY_ELECTRON_PATH
  if (!path) throw new Error('Run through `npm test`: it names the Electron in PARLEY_ELECTRON_PATH')
  return path
}

/** Counts a start for the end of `npm test`: a start of Electron is most of what a small test takes. */
export const countStart = (): void => {
  if (process.env.PARLEY_STARTS) appendFileSync(process.env.PARLEY_STARTS, '.')
}

/**
 * V8's inspector may lose the answer to an evaluation in main (once in some thousand, in Playwright's own
 * words below). The question did run, and the answers that tests ask of main are facts: they are asked for
 * once more.
 */
const askAgainWhereLost = (app: ElectronApplication): ElectronApplication => {
  const evaluate = app.evaluate.bind(app) as (...question: unknown[]) => Promise<unknown>
  const asking = async (...question: unknown[]): Promise<unknown> => {
    try {
      return await evaluate(...question)
    } catch (error) {
      if (!String(error).includes('Resulting promise was garbage collected')) throw error
      return evaluate(...question)
    }
  }
  return Object.assign(app, { evaluate: asking })
}

/** Starts Electron, and counts it. */
export const launchElectron: typeof _electron.launch = async (options) => {
  countStart()
  return askAgainWhereLost(await _electron.launch(options))
}

/** Starts the built app as a user or a desktop does, without a hold on its windows. */
export const spawnParley = (
  folder: string,
  words: readonly string[] = [],
  stdio: StdioOptions = 'ignore',
): ChildProcess => {
  countStart()
  return spawn(electronPath(), [...sandboxArgs, root, `--user-data-dir=${folder}`, ...words], { stdio })
}

/** Starts the built app on a profile. The caller quits it; tests use the fixture, which sees to that. */
export const startParley = async (
  folder: string,
  { env = {}, args = [] }: LaunchOptions = {},
): Promise<Parley> => {
  const app = await launchElectron({
    executablePath: electronPath(),
    args: [...sandboxArgs, root, `--user-data-dir=${folder}`, ...args],
    env: { ...cleanEnvironment(), ...env },
  })
  try {
    const page = await app.firstWindow()
    // Up, and taking keys; behind the welcome dialog it is hidden from all but the tree.
    await page.getByRole('textbox', { name: 'Message', includeHidden: true }).waitFor({ state: 'attached' })
    return { app, page, folder, quit: () => app.close() }
  } catch (error) {
    await app.close()
    throw error
  }
}

const makeProfile = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-e2e-'))
  // A title is one more request at a moment of its own choosing, which tests that count or script requests
  // would meet.
  await writeFile(join(folder, 'settings.json'), '{"makeTitles": false}')
  return folder
}
const removeProfile = (folder: string) => rm(folder, { recursive: true, force: true, maxRetries: 5 })

const attachWindows = async (apps: Iterable<ElectronApplication>, info: TestInfo): Promise<void> => {
  if (info.status === info.expectedStatus) return
  for (const app of apps) {
    for (const page of app.windows()) {
      const name = `window-${info.attachments.length}.png`
      const picture = await page.screenshot().catch(() => null)
      if (picture) await info.attach(name, { body: picture, contentType: 'image/png' })
    }
  }
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the wanted fixtures from it
  folder: async ({}, use) => {
    const folder = await makeProfile()
    await use(folder)
    await removeProfile(folder)
  },

  // biome-ignore lint/correctness/noEmptyPattern: as above
  server: async ({}, use) => {
    const server = await startFaultServer()
    server.script('/v1/models', ({ json }) => json(200, modelList(['test-model'])))
    await use(server)
    await server.stop()
  },

  launch: async ({ folder }, use, info) => {
    const running = new Set<ElectronApplication>()
    await use(async (options) => {
      const parley = await startParley(folder, options)
      running.add(parley.app)
      parley.app.once('close', () => running.delete(parley.app))
      return parley
    })
    await attachWindows(running, info)
    await Promise.all([...running].map((app) => app.close()))
  },

  sharedApp: [
    // biome-ignore lint/correctness/noEmptyPattern: as above
    async ({}, use) => {
      let running: Awaited<ReturnType<SharedApp['get']>> | null = null
      const shared: SharedApp = {
        get: async () => {
          if (running) return running
          const parley = await startParley(await makeProfile())
          running = { parley, reset: await resetOf(parley) }
          return running
        },
        end: async () => {
          if (!running) return
          const { parley } = running
          running = null
          await parley.quit()
          await removeProfile(parley.folder)
        },
      }
      await use(shared)
      await shared.end()
    },
    { scope: 'worker' },
  ],

  parley: async ({ sharedApp, server }, use, info) => {
    const { parley, reset } = await sharedApp.get()
    await connectTo(parley.page, server)
    await use(parley)
    await attachWindows([parley.app], info)
    // After a failure the worker ends, and the app with it.
    if (info.status === info.expectedStatus) await reset()
  },
})

/** Ends the shared app for a file whose tests need the desktop alone: its hotkeys, its focus, its tray. */
export const aloneOnDesktop = (): void => {
  test.beforeAll(({ sharedApp }) => sharedApp.end())
}

/**
 * One app for the tests of a file or a `describe`, since starting one is most of what a small test takes. For
 * tests that leave nothing behind that the next would meet; each can have its own server by `connectTo`.
 */
export const sharedParley = (): (() => Parley) => {
  let parley: Parley | null = null
  test.beforeAll(async () => {
    parley = await startParley(await makeProfile())
  })
  test.afterAll(async () => {
    if (!parley) return
    await parley.quit()
    await removeProfile(parley.folder)
  })
  return () => {
    if (!parley) throw new Error('The app is there while a test runs')
    return parley
  }
}

/** Makes a server the engine of a running app, and begins a conversation that is not there yet. */
export const connectTo = async (page: Page, server: FaultServer): Promise<void> => {
  await call(page, 'engines.connect', { kind: 'compatible', baseUrl: server.baseUrl })
  await expect(page.getByRole('dialog', { name: 'Welcome to Parley' })).toBeHidden()
  await page.getByRole('button', { name: 'New conversation' }).click()
  await expect(page.getByRole('log', { name: 'Conversation' })).toHaveCount(0)
}

export { expect }

/**
 * The newest answer when a page was last asked something: `answered` must not take it for the answer to that.
 */
const answerBefore = new WeakMap<Page, string>()

const idOf = async (article: Locator): Promise<string> =>
  (await article.count()) === 0 ? '' : ((await article.getAttribute('data-message')) ?? '')

/** Types into the composer and sends. */
export const ask = async (page: Page, prompt: string): Promise<void> => {
  answerBefore.set(page, await idOf(lastAnswer(page)))
  await page.getByRole('textbox', { name: 'Message' }).fill(prompt)
  await page.getByRole('button', { name: 'Send' }).click()
}

/** The newest answer in the conversation. */
export const lastAnswer = (page: Page) =>
  page
    .getByRole('log', { name: 'Conversation' })
    .getByRole('article', { name: /^Assistant/ })
    .last()

/** Waits until the answer to what was last asked is written. */
export const answered = async (page: Page): Promise<void> => {
  await expect(lastAnswer(page)).toBeVisible()
  const before = answerBefore.get(page)
  if (before) await expect(lastAnswer(page)).not.toHaveAttribute('data-message', before)
  await expect(lastAnswer(page)).not.toHaveAttribute('aria-busy', 'true')
}

/** First start without a key: the built-in engine. */
export const tryWithoutKey = async (page: Page): Promise<void> => {
  const dialog = page.getByRole('dialog', { name: 'Welcome to Parley' })
  await dialog.getByRole('button', { name: 'Try without a key' }).click()
  await expect(dialog).toBeHidden()
}

/** The built-in engine in an app that is running already. */
export const useBuiltin = async (page: Page): Promise<void> => {
  await call(page, 'engines.connect', { kind: 'builtin' })
}

/** Environment that makes the test's server the engine. */
export const engineAt = (server: FaultServer, key = 'sk-test-000000000000'): Record<string, string> => ({
  OPENAI_BASE_URL: server.baseUrl,
  OPENAI_API_KEY: key,
})

/** Asks main as the page would; for what is quicker or surer than looking. */
export const call = async <N extends CallName<AppContract>>(
  page: Page,
  name: N,
  input: InputOf<AppContract[N]>,
): Promise<OutputOf<AppContract[N]>> => {
  // The user's press, which main asks for where a page could misuse the call.
  if (/^(?:app\.openLink|engines\.connect|runs\.|speech\.|sync\.(?!status|now|stop))/.test(name))
    await page.keyboard.press('Shift')
  const reply = await page.evaluate(
    ([name, input]) =>
      (
        globalThis as unknown as { parley: { call(name: string, input: unknown): Promise<Reply<unknown>> } }
      ).parley.call(name, input),
    [name, input] as const,
  )
  if (!reply.ok) throw new Error(`${name} failed: ${reply.failure.code}`)
  return reply.value as OutputOf<AppContract[N]>
}
