import type { Backup } from '@shared/model/backup'
import { describe, expect, it } from 'vitest'
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
