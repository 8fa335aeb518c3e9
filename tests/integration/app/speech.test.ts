import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Utterance } from '@shared/ipc/speech'
import { describe, expect, it } from 'vitest'
import { appPlace, chatPath, type TestApp } from './appPlace'

const place = appPlace({ isRemote: true })
const speechPath = '/v1/audio/speech'

const answered = async (app: TestApp, choices = {}) => {
  place.server.script(chatPath, ({ sse }) => sse().chatAnswer('An answer.'))
  const started = await app.call('runs.start', { conversationId: null, prompt: 'Say', choices })
  await app.idle(started.conversationId)
  return started
}

const read = async (app: TestApp, messageId: string): Promise<Utterance[]> => {
  const all: Utterance[] = []
  const reading = app.services.readAloud.read({ messageId }, new AbortController().signal)
  for await (const utterance of reading) all.push(utterance)
  return all
}

describe('reading aloud', () => {
  const speak = () =>
    place.server.script(speechPath, ({ bytes }) => bytes(200, new Uint8Array(48_000), 'audio/pcm'))

  it('uses the voice of the conversation and charges it, as unknown where the price is', async () => {
    speak()
    const app = place.start()
    const { conversationId, messageId } = await answered(app, { voice: 'nova' })
    expect(await read(app, messageId)).toMatchObject([{ voice: 'nova' }])
    expect((await place.server.request(speechPath)).body).toMatchObject({ voice: 'nova' })
    // The answer's price is unknown as well.
    await expect
      .poll(() => app.call('costs.ofConversation', { conversationId }))
      .toMatchObject({ unknownCount: 2, speechUsd: 0 })
  })

  it('uses the voice of the settings where the conversation has none', async () => {
    speak()
    const app = place.start({ voice: 'sage' })
    const { messageId } = await answered(app)
    expect(await read(app, messageId)).toMatchObject([{ voice: 'sage' }])
  })

  it('sends nothing to the engine of the settings that another engine wrote', async () => {
    speak()
    const app = place.start()
    const { messageId } = await answered(app, { engineId: 'builtin' })
    await expect(read(app, messageId)).rejects.toMatchObject({ code: 'speech/unavailable' })
    expect(place.server.requests.filter(({ path }) => path === speechPath)).toEqual([])
  })
})

describe('what was spoken', () => {
  const speakOnce = () =>
    place.server.script(speechPath, ({ bytes }) => bytes(200, new Uint8Array(48_000), 'audio/pcm'))
  const asked = () => place.server.requests.filter(({ path }) => path === speechPath).length
  const ogg = Buffer.concat([Buffer.from('OggS'), Buffer.alloc(100)])

  /** Reads as a page does: fetches the sound, and gives it back compressed. */
  const hear = async (app: TestApp, messageId: string) => {
    const heard: { utterance: Utterance; bytes: number }[] = []
    for await (const utterance of app.services.readAloud.read({ messageId }, new AbortController().signal)) {
      const stream = app.services.audio.open(utterance.url.slice(utterance.url.lastIndexOf('/') + 1))
      let bytes = 0
      if (stream) for await (const chunk of stream) bytes += chunk.byteLength
      heard.push({ utterance, bytes })
      if (utterance.clipId !== null)
        await app.call('speech.cache', { clipId: utterance.clipId, bytes: ogg, durationMs: 1_000 })
    }
    return heard
  }

  it('is kept, and heard again without a request', async () => {
    speakOnce()
    const app = place.start()
    const { messageId } = await answered(app)
    expect(await hear(app, messageId)).toMatchObject([{ utterance: { format: 'pcm' }, bytes: 48_000 }])
    expect(await app.call('speech.cacheSize', {})).toEqual({ count: 1, byteLength: ogg.length })
    await place.server.stop()
    expect(await hear(app, messageId)).toMatchObject([
      { utterance: { format: 'file', voice: 'onyx', clipId: null }, bytes: ogg.length },
    ])
    expect(asked()).toBe(1)
  })

  it('by another voice is spoken anew', async () => {
    speakOnce()
    const app = place.start()
    const { messageId, conversationId } = await answered(app)
    await hear(app, messageId)
    await app.call('conversations.setChoices', { conversationId, choices: { voice: 'nova' } })
    expect(await hear(app, messageId)).toMatchObject([{ utterance: { format: 'pcm', voice: 'nova' } }])
    expect(await app.call('speech.cacheSize', {})).toMatchObject({ count: 2 })
  })

  it('is deleted where a lower limit is set, and not kept where none is wanted', async () => {
    speakOnce()
    const app = place.start()
    const { messageId } = await answered(app)
    await hear(app, messageId)
    await app.call('settings.update', { speechKeptMb: 0 })
    await expect.poll(() => app.call('speech.cacheSize', {})).toMatchObject({ count: 0 })
    expect(await hear(app, messageId)).toMatchObject([{ utterance: { format: 'pcm', clipId: null } }])
  })

  it('can be removed, all of it', async () => {
    speakOnce()
    const app = place.start()
    const { messageId } = await answered(app)
    await hear(app, messageId)
    await app.call('speech.clearCache', {})
    expect(await app.call('speech.cacheSize', {})).toEqual({ count: 0, byteLength: 0 })
  })

  it('is kept only once it was spoken whole, and only as what it is', async () => {
    const app = place.start()
    const refused = { code: 'speech/not-kept' }
    const clipId = 'a'.repeat(64)
    await expect(app.call('speech.cache', { clipId, bytes: ogg, durationMs: 1 })).rejects.toMatchObject(
      refused,
    )
    speakOnce()
    const { messageId } = await answered(app)
    const [heard] = await read(app, messageId)
    const known = heard?.clipId ?? ''
    const html = Buffer.from('<html>')
    await expect(
      app.call('speech.cache', { clipId: known, bytes: html, durationMs: 1 }),
    ).rejects.toMatchObject(refused)
    await expect(
      app.call('speech.cache', { clipId: '../../etc', bytes: ogg, durationMs: 1 }),
    ).rejects.toMatchObject({ code: 'ipc/bad-input' })
  })

  it('whose file was removed is spoken anew, and that is reported', async () => {
    speakOnce()
    const app = place.start()
    const { messageId } = await answered(app)
    await hear(app, messageId)
    rmSync(join(place.folder, 'profile/speech'), { recursive: true })
    expect(await hear(app, messageId)).toMatchObject([{ utterance: { format: 'pcm' } }])
    expect(app.services.notices.list()).toMatchObject([{ kind: 'speech-missing' }])
  })

  it('is saved where the user said, and nowhere else', async () => {
    const app = place.start()
    const { messageId } = await answered(app)
    const path = join(place.folder, 'An answer')
    place.dialogs.target = path
    const target = await app.call('speech.chooseTarget', { messageId })
    expect(target).toMatchObject({ format: 'ogg', fileName: 'An answer.ogg' })
    await app.call('speech.save', { exportId: target?.exportId ?? '', bytes: ogg })
    expect(readFileSync(`${path}.ogg`)).toEqual(ogg)
    await expect(
      app.call('speech.save', { exportId: target?.exportId ?? '', bytes: ogg }),
    ).rejects.toMatchObject({ code: 'ipc/bad-input' })
    place.dialogs.target = null
    expect(await app.call('speech.chooseTarget', { messageId })).toBeNull()
  })
})

describe('who speaks', () => {
  it('is one window: the one that takes the focus silences the other, and so does main', async () => {
    const app = place.start()
    const heard: string[] = []
    const listen = async (name: string) => {
      for await (const { type } of app.services.audioFocus.take(new AbortController().signal))
        heard.push(`${name} ${type}`)
    }
    const first = listen('first')
    await expect.poll(() => heard).toEqual(['first granted'])
    const second = listen('second')
    await first
    await expect.poll(() => heard).toContain('second granted')
    expect(app.services.audioFocus.isSpeaking).toBe(true)
    await app.call('speech.stop', {})
    await second
    // Each by a channel of its own: only within one is there an order.
    expect(heard.filter((each) => each.startsWith('first'))).toEqual(['first granted', 'first silence'])
    expect(heard.filter((each) => each.startsWith('second'))).toEqual(['second granted', 'second silence'])
    expect(app.services.audioFocus.isSpeaking).toBe(false)
  })

  it('says who would read and for how much: nothing on this computer, unknown elsewhere', async () => {
    const app = place.start()
    expect(await app.call('speech.quote', { voice: 'flite:slt' })).toEqual({
      model: null,
      usdPerMinute: 0,
      shutdownDate: null,
      next: null,
    })
    expect(await app.call('speech.quote', { voice: 'nova' })).toMatchObject({
      usdPerMinute: null,
      next: 'offline',
    })
  })

  it('reads the answer to a question that waited, in the window that asked', async () => {
    let finish = () => {}
    place.server.script(chatPath, [
      async ({ sse }) => {
        const stream = sse()
        stream.chatText('First')
        await new Promise<void>((resolve) => {
          finish = resolve
        })
        stream.chatFinish('stop')
        stream.done()
        stream.end()
      },
      ({ sse }) => sse().chatAnswer('Second.'),
    ])
    const app = place.start()
    const { conversationId } = await app.call('runs.start', {
      conversationId: null,
      prompt: 'One',
      choices: {},
    })
    await place.server.request(chatPath)
    await app.call('runs.enqueue', { conversationId, prompt: 'Two', attachments: [] })
    finish()
    await place.server.request(chatPath, 2)
    await app.idle(conversationId)
    const requests = app.events.filter((event) => event.type === 'speech.requested')
    expect(requests).toEqual([{ type: 'speech.requested', windowId: 1, messageId: expect.any(String) }])
  })
})
