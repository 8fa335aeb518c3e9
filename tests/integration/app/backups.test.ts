import { join } from 'node:path'
import type { Backup } from '@shared/model/backup'
import { describe, expect, it } from 'vitest'
import { fakeConversation } from '../../fakes/chatgptExport'
import { appPlace, chatPath, type TestApp } from './appPlace'

const place = appPlace()

const ask = async (app: TestApp, prompt: string, conversationId: string | null = null) => {
  const started = await app.call('runs.start', { conversationId, prompt })
  await app.idle(started.conversationId)
  return started.conversationId
}
const last = async <T>(steps: AsyncIterable<T>): Promise<T | undefined> => {
  let step: T | undefined
  for await (const next of steps) step = next
  return step
}
const never = new AbortController().signal
const backUp = async ({ services }: TestApp): Promise<Backup> => {
  const step = await last(services.backups.create(never))
  if (step?.type !== 'done') throw new Error('No backup was made')
  return step.backup
}
const titles = async (app: TestApp) =>
  (await app.call('conversations.list', { limit: 10 })).conversations.map(({ title }) => title)

const exportOfMany = (): string =>
  place.file(
    'conversations.json',
    JSON.stringify(
      Array.from({ length: 300 }, (_, index) => fakeConversation(`c${index}`, [{ id: 'n0' }, { id: 'n1' }])),
    ),
  )

describe('a restore', () => {
  it('brings the history back, tells every window, and the app goes on', async () => {
    place.server.script(chatPath, ({ sse }) => sse().chatAnswer('An answer'))
    const app = place.start()
    const first = await ask(app, 'First')
    const { id } = await backUp(app)
    await ask(app, 'Second')
    await ask(app, 'More of the first', first)
    expect(await last(app.services.backups.restore(id, never))).toMatchObject({
      type: 'done',
      restored: { backup: { id, conversations: 1, messages: 2 }, before: { conversations: 2, messages: 6 } },
    })
    expect(app.events.some(({ type }) => type === 'library.replaced')).toBe(true)
    expect(app.services.notices.list().map(({ kind }) => kind)).toEqual(['library-restored'])
    expect(await titles(app)).toEqual(['First'])
    await ask(app, 'And on', first)
    expect((await backUp(app)).messages).toBe(4)
  })

  it('is refused while an import or export is under way, and neither begins while it restores', async () => {
    const app = place.start()
    const { id } = await backUp(app)
    const { backups, imports, historyExports } = app.services
    place.dialogs.source = exportOfMany()
    for await (const event of imports.import(1, never)) {
      if (event.type !== 'progress') continue
      await expect(last(backups.restore(id, never))).rejects.toMatchObject({ code: 'transfer/busy' })
    }
    place.dialogs.target = join(place.folder, 'All.zip')
    for await (const event of historyExports.exportEverything(1, never)) {
      if (event.type !== 'started') continue
      await expect(last(backups.restore(id, never))).rejects.toMatchObject({ code: 'transfer/busy' })
    }
    // What came in is all there: nothing was thrown away.
    expect((await backUp(app)).conversations).toBe(300)
    let tried = 0
    for await (const step of backups.restore(id, never)) {
      if (step.type !== 'progress' || tried > 0) continue
      tried += 1
      await expect(last(imports.import(1, never))).rejects.toMatchObject({ code: 'backup/busy' })
      await expect(last(historyExports.exportEverything(1, never))).rejects.toMatchObject({
        code: 'backup/busy',
      })
    }
    expect(tried).toBe(1)
    expect(await titles(app)).toEqual([])
  })

  it('stops an answer in progress and keeps what it had with what is set aside', async () => {
    let isAnswering = () => {}
    const answering = new Promise<void>((resolve) => {
      isAnswering = resolve
    })
    place.server.script(chatPath, ({ sse }) => {
      sse().chatText('So far')
      isAnswering()
    })
    const app = place.start()
    const { id } = await backUp(app)
    await app.call('runs.start', { conversationId: null, prompt: 'Endless' })
    await answering
    const step = await last(app.services.backups.restore(id, never))
    expect(await titles(app)).toEqual([])
    const before = step?.type === 'done' ? step.restored.before.id : ''
    await last(app.services.backups.restore(before, never))
    expect(await titles(app)).toEqual(['Endless'])
  })

  it('refuses names that are no backup', async () => {
    const app = place.start()
    await expect(last(app.services.backups.restore('2026-01-01T00-00-00-000Z', never))).rejects.toMatchObject(
      {
        code: 'backup/not-found',
      },
    )
    expect(await app.call('backups.list', {})).toEqual([])
  })
})
