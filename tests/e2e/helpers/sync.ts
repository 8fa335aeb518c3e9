import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { SyncPlace } from '@shared/model/sync'
import { test as base, call, engineAt, expect, type Parley, startParley } from '../fixtures'

export const chat = '/v1/chat/completions'

interface Shared {
  /** Starts a Parley with a profile of its own. Its computer has the name that is given. */
  readonly startOn: (computer: string) => Promise<Parley>
  /** What can be a place for all of them. */
  readonly cloud: string
  /** Two Parleys with a profile each. */
  readonly two: { readonly a: Parley; readonly b: Parley; readonly cloud: string }
}

/** Both processes of it run on this computer: only its name tells the devices apart. */
const nameComputer = ({ app }: Parley, computer: string): Promise<void> =>
  app.evaluate((_, name) => {
    const { getBuiltinModule } = process
    getBuiltinModule('node:os').hostname = () => name
    getBuiltinModule('node:module').syncBuiltinESMExports()
  }, computer)

export const test = base.extend<Shared & { readonly profiles: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the wanted fixtures from it
  profiles: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'parley-sync-'))
    await use(folder)
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  },

  startOn: async ({ server, profiles }, use) => {
    server.script(chat, ({ sse }) => sse().chatAnswer('An answer'))
    const running = new Set<Parley>()
    await use(async (computer) => {
      const folder = join(profiles, computer)
      await mkdir(folder)
      await writeFile(join(folder, 'settings.json'), '{"makeTitles": false, "allowWeakKeyStorage": true}')
      const parley = await startParley(folder, { env: engineAt(server) })
      running.add(parley)
      parley.app.once('close', () => running.delete(parley))
      await nameComputer(parley, computer)
      return parley
    })
    await Promise.all([...running].map((parley) => parley.quit()))
  },

  cloud: async ({ profiles }, use) => {
    const cloud = join(profiles, 'cloud')
    await mkdir(cloud)
    await use(cloud)
  },

  two: async ({ startOn, cloud }, use) => {
    await use({ a: await startOn('desktop'), b: await startOn('laptop'), cloud })
  },
})

export const link = (page: Page, title: string) =>
  page.getByRole('navigation', { name: 'Conversations' }).getByRole('link', { name: title })

export const openSetUp = async (page: Page) => {
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('searchbox', { name: 'Search settings' }).fill('sync')
  await page.getByRole('button', { name: 'Set up sync…' }).click()
  return page.getByRole('dialog', { name: 'Set up sync' })
}

export const leaveSettings = async (page: Page) => {
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeHidden()
}

/** As a user does it; gives the words. */
export const startHere = async (page: Page, path: string): Promise<string> => {
  const dialog = await openSetUp(page)
  await dialog.getByRole('radio', { name: 'Folder' }).check()
  await dialog.getByRole('textbox', { name: 'Folder' }).fill(path)
  await dialog.getByRole('button', { name: 'Start here' }).click()
  const list = dialog.getByRole('list', { name: 'Words' }).getByRole('listitem')
  await expect(list).toHaveCount(6)
  const words = await list.allTextContents()
  await dialog.getByRole('checkbox', { name: 'I have kept these words' }).check()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await leaveSettings(page)
  return words.join(' ')
}

/** Null where none runs. */
export const syncProcessOf = ({ app }: Parley): Promise<number | null> =>
  app.evaluate(
    ({ app: electron }) =>
      electron.getAppMetrics().find(({ serviceName, name }) => (name ?? serviceName) === 'Parley sync')
        ?.pid ?? null,
  )

/** Both have the same place, by calls; gives the words. */
export const shareIt = async (
  { a, b }: { readonly a: Parley; readonly b: Parley },
  place: SyncPlace,
  password = '',
) => {
  const { words } = await call(a.page, 'sync.start', { place, password })
  await settled(a.page)
  await call(b.page, 'sync.join', { place, password, words })
  await settled(b.page)
  return words
}

/** Looks, and waits until that look has come to its end without a problem. */
export const settled = async (page: Page): Promise<void> => {
  const at = async () => {
    const status = await call(page, 'sync.status', {})
    return status.type === 'on' && !status.isJoining && status.activity === 'resting' && !status.problem
      ? (status.inStepAt ?? 0)
      : 0
  }
  const before = await call(page, 'sync.status', {})
  const last = before.type === 'on' ? (before.inStepAt ?? 0) : 0
  await call(page, 'sync.now', {})
  await expect.poll(at, { timeout: 30_000 }).toBeGreaterThan(last)
}

/** What was done on one of them is on the other. */
export const passed = async (from: Page, to: Page): Promise<void> => {
  await settled(from)
  await settled(to)
}

export const openSync = async (page: Page) => {
  await page.getByRole('button', { name: 'Settings' }).click()
  const settings = page.getByRole('dialog', { name: 'Settings' })
  await settings.getByRole('navigation', { name: 'Sections' }).getByRole('button', { name: 'Sync' }).click()
  return settings
}
