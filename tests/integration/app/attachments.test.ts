import { describe, expect, it } from 'vitest'
import { png } from '../library/helpers'
import { appPlace, chatPath, type TestApp } from './appPlace'

const place = appPlace()

const attach = (app: TestApp, name: string, content: string | Uint8Array) =>
  app.call('files.attach', {
    name,
    bytes: new Uint8Array(typeof content === 'string' ? Buffer.from(content) : content),
  })

/** The user's messages of the n-th request. */
const sent = async (count: number): Promise<unknown[]> => {
  const { body } = await place.server.request(chatPath, count)
  const { messages } = body as { messages: { role: string; content: unknown }[] }
  return messages.filter(({ role }) => role === 'user').map(({ content }) => content)
}

describe('what goes along with a question', () => {
  it('is kept as parts and sent: pictures as pictures, files as their text', async () => {
    place.server.script(chatPath, ({ sse }) => sse().chatAnswer('Seen'))
    const app = place.start()
    const attachments = [
      await attach(app, 'kite.png', png(4, 4)),
      await attach(app, 'notes.md', 'A list:\n```js\n1\n```\n'),
    ]
    const { conversationId } = await app.call('runs.start', {
      conversationId: null,
      prompt: 'Look',
      attachments,
    })
    await app.idle(conversationId)
    const data = Buffer.from(png(4, 4)).toString('base64')
    expect(await sent(1)).toEqual([
      [
        { type: 'text', text: 'Look' },
        { type: 'image_url', image_url: { url: `data:image/png;base64,${data}` } },
        { type: 'text', text: 'File: notes.md\n````\nA list:\n```js\n1\n```\n````' },
      ],
    ])
    const watched = app.watch(conversationId)
    const snapshot = await watched.until(({ type }) => type === 'snapshot')
    expect(snapshot.type === 'snapshot' && snapshot.messages[0]?.parts).toMatchObject([
      { type: 'text', text: 'Look' },
      { type: 'picture', pictureId: attachments[0]?.id, prompt: 'kite.png', width: 4, height: 4 },
      { type: 'file', fileId: attachments[1]?.id, name: 'notes.md' },
    ])
  })

  it('is sent again with the next question only, as far as it is a picture', async () => {
    place.server.script(chatPath, ({ sse }) => sse().chatAnswer('Seen'))
    const app = place.start()
    const attachments = [await attach(app, 'kite.png', png(4, 4)), await attach(app, 'a.txt', 'Words')]
    const { conversationId } = await app.call('runs.start', {
      conversationId: null,
      prompt: '1',
      attachments,
    })
    await app.idle(conversationId)
    for (const prompt of ['2', '3']) {
      await app.call('runs.start', { conversationId, prompt })
      await app.idle(conversationId)
    }
    expect(JSON.stringify(await sent(2))).toContain('image_url')
    const [first] = await sent(3)
    expect(first).toContain('[picture: kite.png]')
    expect(first).toContain('Words')
  })

  it('is named instead of shown to a model that refuses pictures, which is remembered for that model', async () => {
    place.server.script(chatPath, ({ request, error, sse }) => {
      const body = request.body as { model: string }
      const hasPicture = JSON.stringify(body).includes('image_url')
      if (hasPicture && body.model === 'blind') error(400, { message: 'blind is not a multimodal model' })
      else sse().chatAnswer('Fine')
    })
    const app = place.start()
    const attachments = [await attach(app, 'kite.png', png(4, 4))]
    const start = async (model: string) => {
      const { conversationId } = await app.call('runs.start', {
        conversationId: null,
        prompt: 'Look',
        attachments,
        choices: { model },
      })
      await app.idle(conversationId)
      return app.services.library.openConversation({ id: conversationId, limit: 5 })
    }
    expect((await start('blind'))?.messages.at(-1)?.state).toBe('complete')
    await start('blind')
    await start('seeing')
    const shown = await Promise.all([1, 2, 3, 4].map(async (count) => JSON.stringify(await sent(count))))
    expect(shown.map((each) => each.includes('image_url'))).toEqual([true, false, false, true])
    expect(shown[1]).toContain('this model takes no pictures')
  })

  it('waits with its question in the queue', async () => {
    place.server.script(chatPath, ({ sse }) => sse().chatAnswer('Fine'))
    const app = place.start()
    const { conversationId } = await app.call('runs.start', { conversationId: null, prompt: 'First' })
    await app.idle(conversationId)
    const attachments = [await attach(app, 'a.txt', 'Words in a file')]
    await app.call('runs.enqueue', { conversationId, prompt: '', attachments })
    await app.idle(conversationId)
    expect((await sent(2)).at(-1)).toContain('Words in a file')
  })

  it('names a conversation that has no words', async () => {
    place.server.script(chatPath, ({ sse }) => sse().chatAnswer('Fine'))
    const app = place.start()
    const attachments = [await attach(app, 'report.txt', 'Words')]
    const { conversationId } = await app.call('runs.start', { conversationId: null, prompt: '', attachments })
    expect(await app.services.library.getConversation({ id: conversationId })).toMatchObject({
      title: 'report.txt',
    })
    await app.idle(conversationId)
  })

  it('must be there: a page is not believed', async () => {
    const app = place.start()
    const claimed = {
      ...(await attach(app, 'a.txt', 'Words')),
      id: 'f'.repeat(64),
    }
    const start = (attachment: typeof claimed) =>
      app.call('runs.start', { conversationId: null, prompt: 'x', attachments: [attachment] })
    await expect(start(claimed)).rejects.toMatchObject({ code: 'file/not-found', data: { name: 'a.txt' } })
    await expect(start({ ...claimed, kind: 'picture' })).rejects.toMatchObject({ code: 'file/not-found' })
    expect((await app.call('conversations.list', { limit: 5 })).conversations).toEqual([])
  })

  it('says why it cannot be read, before anything is sent', async () => {
    const app = place.start()
    await expect(attach(app, 'empty.txt', '')).rejects.toMatchObject({ code: 'file/empty' })
    await expect(
      attach(app, 'tool', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0])),
    ).rejects.toMatchObject({
      code: 'file/unsupported',
    })
  })
})
