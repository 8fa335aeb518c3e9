import { readFile } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import { _electron, test as base, chromium, expect, type Page } from '@playwright/test'
import { build } from 'vite'
import type { FakeBridge, FakeOptions } from '../fakes/fakeBridge'

/** Serialisable, since it crosses into the page. */
export type PageOptions = Omit<FakeOptions, 'script'>

interface Fixtures {
  /** Opens one of the built pages on a fake bridge. */
  readonly open: (options?: PageOptions, name?: 'index' | 'quick' | 'dictation') => Promise<Page>
}

interface WorkerFixtures {
  /** The fake bridge as a script for pages: it makes `FakeBridge` known to them. */
  readonly bridge: string
  /** A page of its own, in Debian's Chromium where it is, otherwise in a bare window of Electron. */
  readonly newPage: () => Promise<Page>
}

const root = resolve(import.meta.dirname, '../..')
// Nothing listens there: every file is answered by the test. A secure address, as the app's own is.
const origin = 'https://parley.test'
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}

const chromiumArgs = [
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]
const sandboxArgs = process.getuid?.() === 0 ? ['--no-sandbox'] : []

const bundleBridge = async (): Promise<string> => {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    root,
    resolve: { alias: { '@shared': join(root, 'src/shared') } },
    build: {
      write: false,
      minify: false,
      lib: { entry: join(root, 'tests/fakes/fakeBridge.ts'), formats: ['iife'], name: 'fakes' },
    },
  })
  const [bundle] = [result].flat()
  const chunk = bundle && 'output' in bundle ? bundle.output[0] : null
  if (!chunk) throw new Error('The fake bridge is one chunk')
  return chunk.code
}

const serve = (page: Page) =>
  page.route(`${origin}/**`, async (route) => {
    const path = join(root, 'out/renderer', new URL(route.request().url()).pathname)
    const body = await readFile(path).catch(() => null)
    if (!body) return route.fulfill({ status: 404, body: '' })
    return route.fulfill({
      body,
      contentType: types[extname(path)] ?? 'application/octet-stream',
      // For the frame that draws diagrams, which has no origin.
      headers: { 'access-control-allow-origin': '*' },
    })
  })

export const test = base.extend<Fixtures, WorkerFixtures>({
  bridge: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures that are wanted from the pattern
    async ({}, use) => use(await bundleBridge()),
    { scope: 'worker' },
  ],

  newPage: [
    // biome-ignore lint/correctness/noEmptyPattern: as above
    async ({}, use) => {
      const executablePath = process.env.PARLEY_CHROMIUM
      if (executablePath) {
        const browser = await chromium.launch({ executablePath, args: [...sandboxArgs, ...chromiumArgs] })
        await use(() => browser.newPage({ viewport: { width: 1120, height: 780 } }))
        return browser.close()
      }
      const app = await _electron.launch({
        executablePath: process.env.PARLEY_ELECTRON_PATH ?? '',
        args: [...sandboxArgs, join(import.meta.dirname, 'window.cjs')],
      })
      await use(async () => {
        const opened = app.waitForEvent('window')
        await app.evaluate(({ BrowserWindow }) => {
          const window = new BrowserWindow({ width: 1120, height: 780, useContentSize: true })
          return window.loadURL('about:blank')
        })
        return opened
      })
      await app.close()
    },
    { scope: 'worker' },
  ],

  open: async ({ bridge, newPage }, use) => {
    const opened: Page[] = []
    await use(async (options = {}, name = 'index') => {
      const page = await newPage()
      opened.push(page)
      await serve(page)
      await page.addInitScript(
        `${bridge};globalThis.fake = new fakes.FakeBridge(${JSON.stringify(options)});globalThis.parley = fake;`,
      )
      await page.goto(`${origin}/${name}.html`)
      return page
    })
    for (const page of opened) await page.close()
  },
})

/** Has the fake main do something, e.g. answer by another script. */
export const inMain = <T, A = undefined>(
  page: Page,
  work: (fake: FakeBridge, given: A) => T,
  given?: A,
): Promise<T> => {
  const source = `((given) => (${work.toString()})(globalThis.fake, given))(${JSON.stringify(given ?? null)})`
  return page.evaluate(source) as Promise<T>
}

/** What the page asked of main by this name, in order. */
export const askedOf = (page: Page, name: string): Promise<readonly unknown[]> =>
  inMain(
    page,
    (fake, name) => fake.asked.filter((each) => each.name === name).map(({ input }) => input),
    name,
  )

export { expect }
