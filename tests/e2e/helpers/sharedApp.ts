import { isDeepStrictEqual } from 'node:util'
import type { AppContract } from '@shared/ipc/contract'
import type { Bridge, CallName, InputOf } from '@shared/ipc/define'
import type { Assistant } from '@shared/model/assistant'
import type { AppEvent } from '@shared/model/events'
import type { Settings } from '@shared/model/settings'
import { call, expect, type Parley } from '../fixtures'

type EventOf<T extends AppEvent['type']> = Extract<AppEvent, { type: T }>

/** What main tells a window that has just come. */
interface Told {
  readonly settings: Settings
  readonly engines: EventOf<'engines.changed'>['engines']
  readonly notices: EventOf<'notices.changed'>['notices']
  readonly running: EventOf<'runs.changed'>['conversationIds']
}

const toldBy = async ({ page }: Parley): Promise<Told> => {
  const events = await page.evaluate(
    () =>
      new Promise<readonly AppEvent[]>((resolve) => {
        const { parley } = globalThis as unknown as { parley: Bridge }
        const opened = parley.open('app.watch', {}, (frame) => {
          if (frame.type !== 'item') return
          opened.close()
          resolve(frame.items as readonly AppEvent[])
        })
      }),
  )
  const of = <T extends AppEvent['type']>(type: T): EventOf<T> => {
    const found = events.find((event): event is EventOf<T> => event.type === type)
    if (!found) throw new Error(`${type} is told first`)
    return found
  }
  return {
    settings: of('settings.changed').settings,
    engines: of('engines.changed').engines,
    notices: of('notices.changed').notices,
    running: of('runs.changed').conversationIds,
  }
}

/** What is on screen outside the pages: the windows that show, with their places, and the clipboard. */
const desktopOf = ({ app }: Parley) =>
  app.evaluate(async ({ BrowserWindow, clipboard }) => ({
    windows: BrowserWindow.getAllWindows()
      .filter((window) => window.isVisible())
      .map((window) => ({ url: window.webContents.getURL().replace(/[?#].*/, ''), ...window.getBounds() })),
    copied: await clipboard.readText(),
  }))

/** Everything that one test could leave for the next, except what the undo of a page would still know. */
const stateOf = async (parley: Parley) => {
  const { page } = parley
  const list = async (type: 'recent' | 'archive' | 'trash') =>
    (await call(page, 'conversations.list', { limit: 200, place: { type } })).conversations.map(
      ({ id }) => id,
    )
  const { total, inTrash } = await call(page, 'gallery.outline', { filter: {} })
  return {
    told: await toldBy(parley),
    recent: await list('recent'),
    archived: await list('archive'),
    trash: await list('trash'),
    folders: await call(page, 'folders.list', {}),
    pictures: { total, inTrash },
    speech: await call(page, 'speech.cacheSize', {}),
    draft: await call(page, 'drafts.load', { conversationId: null }),
    dialogs: await page.getByRole('dialog').count(),
    articles: await page.getByRole('article').count(),
    media: await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches),
    desktop: await desktopOf(parley),
  }
}
type State = Awaited<ReturnType<typeof stateOf>>

const ready = (parley: Parley) => parley.page.getByRole('textbox', { name: 'Message' }).waitFor()

/** What tests put in place of Electron's own, so that it can be put back. */
const keepOriginals = ({ app }: Parley) =>
  app.evaluate(({ dialog, shell }) => {
    Object.assign(globalThis, { originals: { dialog: { ...dialog }, shell: { ...shell } } })
  })

const restoreDesktop = ({ app }: Parley, { windows }: State['desktop']) =>
  app.evaluate(({ BrowserWindow, clipboard, dialog, shell }, before) => {
    const { originals } = globalThis as unknown as { originals: { dialog: object; shell: object } }
    Object.assign(dialog, originals.dialog)
    Object.assign(shell, originals.shell)
    clipboard.clear()
    for (const window of BrowserWindow.getAllWindows()) {
      const url = window.webContents.getURL().replace(/[?#].*/, '')
      const known = before.find((each) => each.url === url)
      if (!known) {
        if (window.isVisible()) window.hide()
        continue
      }
      if (window.isMaximized()) window.unmaximize()
      window.setBounds(known)
      window.show()
    }
  }, windows)

const removeConversations = async (parley: Parley): Promise<void> => {
  const { page } = parley
  const { recent, archived, folders } = await stateOf(parley)
  const conversationIds = [...recent, ...archived]
  // What is in the trash is stopped, too.
  if (conversationIds.length > 0)
    await call(page, 'conversations.arrange', { conversationIds, change: { type: 'trash' } })
  await call(page, 'conversations.emptyTrash', {})
  for (const { id } of folders) await call(page, 'folders.delete', { folderId: id })
}

const restoreAssistants = async (
  { page }: Parley,
  before: readonly Assistant[],
  now: readonly Assistant[],
): Promise<void> => {
  if (isDeepStrictEqual(before, now)) return
  const ids = before.map(({ id }) => id)
  for (const { id } of now) if (!ids.includes(id)) await call(page, 'assistants.remove', { id })
  for (const assistant of before) await call(page, 'assistants.save', assistant)
  await call(page, 'assistants.reorder', { ids })
}

const restoreMain = async (parley: Parley, before: Told): Promise<void> => {
  const { page } = parley
  const now = await toldBy(parley)
  for (const { id } of now.engines) {
    if (!before.engines.some((engine) => engine.id === id))
      await call(page, 'engines.remove', { engineId: id })
  }
  await restoreAssistants(parley, before.settings.assistants ?? [], now.settings.assistants ?? [])
  const { settings } = await toldBy(parley)
  const changed = Object.entries(before.settings).filter(
    ([name, value]) => name !== 'assistants' && !isDeepStrictEqual(value, settings[name as keyof Settings]),
  )
  if (changed.length > 0) {
    const patch = Object.fromEntries(changed) as InputOf<
      AppContract[CallName<AppContract> & 'settings.update']
    >
    await call(page, 'settings.update', patch)
  }
  for (const { kind } of now.notices) await call(page, 'app.dismissNotice', { kind })
}

/**
 * Makes a running app one that tests share. What it gives puts the app back as it is now, and asserts that it
 * is.
 */
export const resetOf = async (parley: Parley): Promise<() => Promise<void>> => {
  const { page } = parley
  await call(page, 'engines.connect', { kind: 'builtin' })
  // Those there are to begin with are in the settings only when the user has changed something about them.
  await call(page, 'assistants.reorder', { ids: [] })
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.emulateMedia({ colorScheme: 'light' })
  await keepOriginals(parley)
  await parley.app.evaluate(({ clipboard }) => clipboard.clear())
  const before = await stateOf(parley)
  return async () => {
    await call(page, 'speech.stop', {})
    // A field that is left saves what it holds: the page goes before the rest.
    await page.reload()
    await ready(parley)
    await removeConversations(parley)
    await call(page, 'drafts.save', { conversationId: null, draft: { text: '', attachments: [] } })
    await call(page, 'speech.clearCache', {})
    await restoreMain(parley, before.told)
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: null, contrast: null, forcedColors: null })
    await restoreDesktop(parley, before.desktop)
    await page.reload()
    await ready(parley)
    await expect.poll(() => stateOf(parley)).toEqual(before)
  }
}
