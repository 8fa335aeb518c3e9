import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ErrorCode } from '@shared/ipc/errors'
import { describe, expect, it } from 'vitest'
import { appPlace, chatPath, type TestApp } from './appPlace'

const place = appPlace({ isRemote: true })
const path = '/v1/audio/transcriptions'
const here = { conversationId: null, engineId: null }
const folder = () => join(place.folder, 'profile/recordings')

/** The microphone, as the window of the tests holds it. */
const hold = async (app: TestApp, windowId = 1) => {
  const leaving = new AbortController()
  const events = app.services.dictation.hold({ ...here, purpose: 'talk' }, windowId, leaving.signal)
  const held = events[Symbol.asyncIterator]()
  expect((await held.next()).value).toEqual({ type: 'granted' })
  return { leave: () => leaving.abort(), next: () => held.next() }
}

/** Sends so many seconds of sound, as the page does. */
const record = async (app: TestApp, seconds: number): Promise<string> => {
  const microphone = await hold(app)
  const { recordingId } = await app.call('dictation.begin', {})
  for (let second = 0; second < seconds; second++)
    await app.call('dictation.add', { recordingId, pcm: new Uint8Array(32_000).fill(second + 1) })
  microphone.leave()
  return recordingId
}

const transcribe = async (
  app: TestApp,
  recordingId: string,
  where: { conversationId: string | null; engineId: string | null } = here,
) => {
  for await (const { text } of app.services.dictation.transcribe(
    { recordingId, ...where },
    new AbortController().signal,
  ))
    return text
  return null
}

const failing = (code: ErrorCode) => expect.objectContaining({ code })

describe('the microphone', () => {
  it('is held by one window at a time: the next one takes it', async () => {
    const app = place.start()
    const { microphone } = app.services
    const first = await hold(app, 1)
    expect([microphone.isHeldBy(1), microphone.isHeldBy(2)]).toEqual([true, false])
    const second = await hold(app, 2)
    expect((await first.next()).value).toEqual({ type: 'taken' })
    expect((await first.next()).done).toBe(true)
    expect([microphone.isHeldBy(1), microphone.isHeldBy(2)]).toEqual([false, true])
    second.leave()
    expect(microphone.isHeldBy(2)).toBe(false)
  })

  it('is not taken from another window by one that has left already', async () => {
    const app = place.start()
    const first = await hold(app, 1)
    const events = app.services.microphone.hold(2, AbortSignal.abort())
    expect((await events[Symbol.asyncIterator]().next()).done).toBe(true)
    expect(app.services.microphone.isHeldBy(1)).toBe(true)
    first.leave()
    expect((await first.next()).done).toBe(true)
  })

  it('is not given where the engine cannot transcribe, but may be tried', async () => {
    const app = place.start()
    await app.call('engines.connect', { kind: 'builtin' })
    const signal = new AbortController().signal
    const talk = app.services.dictation.hold({ ...here, purpose: 'talk' }, 1, signal)
    await expect(talk[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'listening/unsupported',
      data: { isBuiltin: true },
    })
    const trial = app.services.dictation.hold({ ...here, purpose: 'try' }, 1, signal)
    expect((await trial[Symbol.asyncIterator]().next()).value).toEqual({ type: 'granted' })
  })

  it('nothing is recorded without it, or into another window’s recording', async () => {
    const app = place.start()
    await expect(app.call('dictation.begin', {})).rejects.toMatchObject({ code: 'ipc/bad-sender' })
    await hold(app, 2)
    const { recordingId } = await app.services.dictation.begin(2)
    await expect(app.call('dictation.add', { recordingId, pcm: new Uint8Array(2) })).rejects.toMatchObject({
      code: 'recording/not-found',
    })
  })
})

describe('the bar over other programs', () => {
  it('is the only window that may ask about its dictation', async () => {
    const app = place.start()
    for (const name of ['finish', 'drop', 'useRaw', 'retry', 'dismiss'] as const)
      await expect(app.call(`dictateAnywhere.${name}`, { session: 1 })).rejects.toMatchObject({
        code: 'ipc/bad-sender',
      })
    const recorded = { session: 1, recording: null, failure: null }
    await expect(app.call('dictateAnywhere.recorded', recorded)).rejects.toMatchObject({
      code: 'ipc/bad-sender',
    })
  })

  it('keeps what it recorded from other windows until it is kept, or the bar is gone; then they are told', async () => {
    const app = place.start()
    const { dictation, recordings } = app.services
    const [bar, main] = [9, 1]
    const told = () => app.events.filter(({ type }) => type === 'recordings.changed').length
    await hold(app, bar)
    const first = (await dictation.begin(bar)).recordingId
    await recordings.add(bar, first, new Uint8Array(32_000))
    expect(await recordings.kept(main)).toEqual([])
    recordings.keep(first)
    expect(await recordings.kept(main)).toMatchObject([{ recordingId: first }])
    const second = (await dictation.begin(bar)).recordingId
    await recordings.add(bar, second, new Uint8Array(32_000))
    const before = told()
    expect(recordings.leave(bar)).toBe(second)
    expect(told()).toBeGreaterThan(before)
    expect(await recordings.kept(main)).toHaveLength(2)
    expect(recordings.leave(bar)).toBeNull()
  })
})

describe('what was said', () => {
  it('is on disk for its owner alone while it is said, becomes words, and goes when they have arrived', async () => {
    place.server.script(path, ({ json }) => json(200, { text: 'Hello' }))
    const app = place.start()
    const recordingId = await record(app, 2)
    const file = join(folder(), `${recordingId}.pcm`)
    expect(statSync(file).size).toBe(64_000)
    expect(statSync(file).mode & 0o077).toBe(0)
    expect(await transcribe(app, recordingId)).toBe('Hello')
    // Not before the page says that it has them.
    expect(readdirSync(folder())).toHaveLength(1)
    await app.call('dictation.forget', { recordingId })
    expect(readdirSync(folder())).toEqual([])
    await expect(transcribe(app, recordingId)).rejects.toEqual(failing('recording/not-found'))
  })

  it('outlives a failure and the app, and can be tried again', async () => {
    place.server.script(path, [
      ({ error }) => error(500, { message: 'No' }),
      ({ json }) => json(200, { text: 'At last' }),
    ])
    const first = place.start()
    const recordingId = await record(first, 3)
    await expect(transcribe(first, recordingId)).rejects.toEqual(failing('engine/server-error'))
    await first.close()
    const second = place.start()
    expect(await second.call('dictation.kept', {})).toEqual([
      { recordingId, seconds: 3, recordedAt: expect.any(Number) },
    ])
    expect(await transcribe(second, recordingId)).toBe('At last')
    const sent = place.server.requests.filter((request) => request.path === path)
    expect(sent).toHaveLength(2)
    expect(sent[1]?.bytes.includes(Buffer.alloc(1_000, 3))).toBe(true)
  })

  it('can still be sent where the disk takes nothing', async () => {
    place.server.script(path, ({ json }) => json(200, { text: 'From memory' }))
    const app = place.start()
    // A file where the folder should be.
    writeFileSync(folder(), '')
    const first = await record(app, 1)
    // Also after the next one has begun.
    expect(await transcribe(app, await record(app, 2))).toBe('From memory')
    expect(await transcribe(app, first)).toBe('From memory')
    const [second, again] = place.server.requests.filter((request) => request.path === path)
    expect((second?.bytes.length ?? 0) - (again?.bytes.length ?? 0)).toBe(32_000)
  })

  it('is whole when the next one begins while its pieces are on their way, or before they are', async () => {
    place.server.script(path, ({ json }) => json(200, { text: 'Whole' }))
    const app = place.start()
    await hold(app)
    const { recordingId } = await app.call('dictation.begin', {})
    const pieces = [1, 2, 3, 4].map((fill) => new Uint8Array(32_000).fill(fill))
    const onTheirWay = pieces.slice(0, 3).map((pcm) => app.call('dictation.add', { recordingId, pcm }))
    const next = await app.call('dictation.begin', {})
    for (const pcm of pieces.slice(3)) onTheirWay.push(app.call('dictation.add', { recordingId, pcm }))
    await Promise.all(onTheirWay)
    expect(readFileSync(join(folder(), `${recordingId}.pcm`)).equals(Buffer.concat(pieces))).toBe(true)
    expect(await transcribe(app, recordingId)).toBe('Whole')
    expect(place.server.requests.at(-1)?.bytes.includes(Buffer.concat(pieces))).toBe(true)
    await app.call('dictation.add', { recordingId: next.recordingId, pcm: new Uint8Array(2) })
    // What was forgotten does not come back.
    await app.call('dictation.forget', { recordingId })
    await expect(app.call('dictation.add', { recordingId, pcm: new Uint8Array(2) })).rejects.toMatchObject({
      code: 'recording/not-found',
    })
    expect(readdirSync(folder())).toEqual([`${next.recordingId}.pcm`])
  })

  it('a key touched by mistake leaves nothing behind, nor does what is no recording of ours', async () => {
    const first = place.start()
    const microphone = await hold(first)
    const { recordingId } = await first.call('dictation.begin', {})
    await first.call('dictation.add', { recordingId, pcm: new Uint8Array(320) })
    microphone.leave()
    await first.close()
    writeFileSync(join(folder(), 'notes.txt'), 'Mine')
    const second = place.start()
    expect(await second.call('dictation.kept', {})).toEqual([])
    expect(readdirSync(folder())).toEqual(['notes.txt'])
  })

  it('is refused in pieces that are no sound, or longer than a user talks', async () => {
    const app = place.start()
    const recordingId = await record(app, 1)
    const bad = { code: 'ipc/bad-input' }
    await expect(app.call('dictation.add', { recordingId, pcm: new Uint8Array(3) })).rejects.toMatchObject(
      bad,
    )
    await expect(app.call('dictation.add', { recordingId, pcm: new Uint8Array() })).rejects.toMatchObject(bad)
    await expect(
      app.call('dictation.add', { recordingId, pcm: new Uint8Array(600 * 32_000) }),
    ).rejects.toMatchObject(bad)
    await expect(app.call('dictation.forget', { recordingId: '../settings' })).rejects.toMatchObject(bad)
  })
})

describe('who listens', () => {
  it('the conversation’s engine, which is charged as unknown where the price is', async () => {
    place.server.script(path, ({ json }) => json(200, { text: 'Hello' }))
    place.server.script(chatPath, ({ sse }) => sse().chatAnswer('An answer.'))
    const app = place.start()
    const { conversationId } = await app.call('runs.start', { conversationId: null, prompt: 'Say' })
    await app.idle(conversationId)
    const before = await app.call('costs.ofConversation', { conversationId })
    expect(await transcribe(app, await record(app, 1), { conversationId, engineId: null })).toBe('Hello')
    await expect
      .poll(() => app.call('costs.ofConversation', { conversationId }))
      .toMatchObject({ unknownCount: before.unknownCount + 1 })
  })

  it('sends nothing to another engine than the conversation’s, unless one was chosen for listening', async () => {
    place.server.script(path, ({ json }) => json(200, { text: 'Hello' }))
    place.server.script(chatPath, ({ sse }) => sse().chatAnswer('An answer.'))
    const app = place.start()
    const { conversationId } = await app.call('runs.start', {
      conversationId: null,
      prompt: 'Say',
      choices: { engineId: 'builtin' },
    })
    await app.idle(conversationId)
    const where = { conversationId, engineId: null }
    const recordingId = await record(app, 1)
    await expect(transcribe(app, recordingId, where)).rejects.toEqual(failing('listening/unsupported'))
    expect(place.server.requests.filter((request) => request.path === path)).toEqual([])
    await app.call('settings.update', { listeningEngineId: 'environment' })
    expect(await transcribe(app, recordingId, where)).toBe('Hello')
  })

  it('a server that cannot transcribe is remembered: the next press says so before a word is said', async () => {
    const app = place.start()
    const recordingId = await record(app, 1)
    await expect(transcribe(app, recordingId)).rejects.toMatchObject({
      code: 'listening/unsupported',
      data: { isBuiltin: false },
    })
    await expect(hold(app)).rejects.toEqual(failing('listening/unsupported'))
    expect(await app.call('dictation.quote', {})).toMatchObject({ model: null })
  })

  it('a server that can transcribe since is asked again: with another model, after a trial, and in the next run', async () => {
    const first = place.start()
    const recordingId = await record(first, 1)
    await expect(transcribe(first, recordingId)).rejects.toEqual(failing('listening/unsupported'))
    await first.call('settings.update', { transcriptionModel: 'my-ears' })
    const other = await hold(first)
    other.leave()
    await first.call('settings.update', { transcriptionModel: null })
    await expect(hold(first)).rejects.toEqual(failing('listening/unsupported'))
    const leaving = new AbortController()
    const trial = first.services.dictation.hold({ ...here, purpose: 'try' }, 1, leaving.signal)
    expect((await trial[Symbol.asyncIterator]().next()).value).toEqual({ type: 'granted' })
    leaving.abort()
    const tried = await hold(first)
    tried.leave()
    await expect(transcribe(first, recordingId)).rejects.toEqual(failing('listening/unsupported'))
    await first.close()
    place.server.script(path, ({ json }) => json(200, { text: 'Hello' }))
    const second = place.start()
    const talk = await hold(second)
    talk.leave()
    expect(await transcribe(second, recordingId)).toBe('Hello')
  })

  it('the model is the chosen one, else one that the server lists', async () => {
    place.server.script('/v1/models', ({ json }) =>
      json(200, { object: 'list', data: [{ id: 'test-model' }, { id: 'faster-whisper-small' }] }),
    )
    const app = place.start()
    expect(await app.call('dictation.quote', {})).toMatchObject({
      model: 'faster-whisper-small',
      usdPerMinute: null,
    })
    await app.call('settings.update', { transcriptionModel: 'my-ears' })
    expect(await app.call('dictation.quote', {})).toMatchObject({ model: 'my-ears' })
  })

  it('nothing is sent beyond the month’s limit where the user wants to be held back', async () => {
    place.server.script(path, ({ json }) => json(200, { text: 'Hello' }))
    const app = place.start({ monthlyLimitUsd: 1, blockAtLimit: true })
    await app.services.costs.charge({ kind: 'title', conversationId: null, model: 'm', costUsd: 2 })
    await expect(transcribe(app, await record(app, 1))).rejects.toEqual(failing('run/over-budget'))
    expect(place.server.requests.filter((request) => request.path === path)).toEqual([])
  })
})
