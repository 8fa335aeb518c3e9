import { cpSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { textOf } from '@shared/model/message'
import { unpackOutline } from '@shared/model/outline'
import { expect, it, vi } from 'vitest'
import { type FaultServer, startFaultServer } from '../../fakes/faultServer'
import { appPlace, chatPath, type TestApp } from './appPlace'

const place = appPlace()

const other = { id: 'server:other', kind: 'compatible', name: 'Other', capabilities: {} }
const by = { engineId: other.id, model: 'other-model' }

/** A server that writes one word and the rest when it is told to. */
const writesSlowly = (server: FaultServer, first: string, rest: string): (() => void) => {
  let goOn = () => {}
  const told = new Promise<void>((resolve) => {
    goOn = resolve
  })
  server.script(chatPath, async ({ sse }) => {
    const stream = sse()
    stream.chatText(first)
    await told
    stream.chatText(rest)
    stream.chatFinish('stop')
    stream.chatUsage(10, 5)
    stream.done()
    stream.end()
  })
  return goOn
}

const withOther = async (work: (app: TestApp, elsewhere: FaultServer) => Promise<void>): Promise<void> => {
  const elsewhere = await startFaultServer()
  try {
    const app = place.start({ engines: [{ ...other, baseUrl: elsewhere.baseUrl }] })
    await work(app, elsewhere)
    await app.close()
  } finally {
    await elsewhere.stop()
  }
}

const begun = (app: TestApp, conversationId: string, messageId: string) =>
  app
    .watch(conversationId)
    .until(
      (item) =>
        (item.type === 'part.opened' && item.messageId === messageId) ||
        (item.type === 'snapshot' &&
          item.messages.some(({ id, parts }) => id === messageId && parts.length > 0)),
    )

const ended = async (app: TestApp, messageId: string): Promise<void> => {
  const run = app.services.activeRuns.all().find(({ live }) => live.id === messageId)
  await run?.finished
}

const leafOf = async (app: TestApp, id: string) =>
  (await app.services.library.getConversation({ id }))?.leafId ?? null

const words = async (app: TestApp, id: string) => {
  const [message] = await app.services.library.loadMessages({ ids: [id] })
  return message && { state: message.state, text: textOf(message), model: message.model }
}

it('two answers are written at the same time; the shown branch stays, and asking goes on from it', () =>
  withOther(async (app, elsewhere) => {
    const goOnHere = writesSlowly(place.server, 'Here ', 'and here')
    const goOnThere = writesSlowly(elsewhere, 'There ', 'and there')
    const { conversationId, messageId } = await app.call('runs.start', { conversationId: null, prompt: 'Hi' })
    await begun(app, conversationId, messageId)
    const beside = await app.call('runs.alsoAsk', { messageId, ...by })
    await begun(app, conversationId, beside.messageId)
    expect(await leafOf(app, conversationId)).toBe(messageId)

    // A window that opens now sees both as they are.
    const snapshot = await app.watch(conversationId).until(({ type }) => type === 'snapshot')
    expect(snapshot.type === 'snapshot' && snapshot.messages.map(textOf)).toEqual(['Hi', 'Here ', 'There '])

    goOnHere()
    await app.idle(conversationId)
    place.server.script(chatPath, ({ sse }) => sse().chatAnswer('Next'))
    const next = await app.call('runs.start', { conversationId, prompt: 'And then?' })
    await app.idle(conversationId)
    goOnThere()
    await ended(app, beside.messageId)

    expect(await words(app, messageId)).toMatchObject({ state: 'complete', text: 'Here and here' })
    expect(await words(app, beside.messageId)).toEqual({
      state: 'complete',
      text: 'There and there',
      model: 'other-model',
    })
    expect(await leafOf(app, conversationId)).toBe(next.messageId)
    const opened = await app.services.library.openConversation({ id: conversationId, limit: 9 })
    const [question] = opened?.messages ?? []
    const answers = unpackOutline(opened?.outline as never).filter(
      ({ parentId }) => parentId === question?.id,
    )
    expect(answers.map(({ id }) => id)).toEqual([messageId, beside.messageId])
    expect((await app.call('costs.ofConversation', { conversationId })).answers).toBe(3)
    const { body } = await elsewhere.request(chatPath, 1)
    const asked = (body as { messages: unknown[] }).messages
    expect(asked.at(-1)).toMatchObject({ role: 'user', content: 'Hi' })
  }))

it('each is stopped by itself, and the shown one where none is named', () =>
  withOther(async (app, elsewhere) => {
    writesSlowly(place.server, 'Here ', 'and here')
    writesSlowly(elsewhere, 'There ', 'and there')
    const { conversationId, messageId } = await app.call('runs.start', { conversationId: null, prompt: 'Hi' })
    await begun(app, conversationId, messageId)
    const beside = await app.call('runs.alsoAsk', { messageId, ...by })
    await begun(app, conversationId, beside.messageId)

    await app.call('runs.stop', { conversationId })
    expect([await words(app, messageId), app.services.activeRuns.isWriting(beside.messageId)]).toMatchObject([
      { state: 'stopped', text: 'Here ' },
      true,
    ])
    await app.call('runs.stop', { conversationId, messageId: beside.messageId })
    expect(await words(app, beside.messageId)).toMatchObject({ state: 'stopped', text: 'There ' })
  }))

it('the one that is chosen while it is written is waited for', () =>
  withOther(async (app, elsewhere) => {
    place.server.script(chatPath, ({ sse }) => sse().chatAnswer('Here'))
    const goOn = writesSlowly(elsewhere, 'There ', 'and there')
    const { conversationId, messageId } = await app.call('runs.start', { conversationId: null, prompt: 'Hi' })
    await app.idle(conversationId)
    const beside = await app.call('runs.alsoAsk', { messageId, ...by })
    await begun(app, conversationId, beside.messageId)
    await app.call('conversations.selectLeaf', { conversationId, leafId: beside.messageId })
    await expect(app.call('runs.start', { conversationId, prompt: 'Next' })).rejects.toMatchObject({
      code: 'run/busy',
    })
    await app.call('runs.enqueue', { conversationId, prompt: 'Next' })
    goOn()
    await ended(app, beside.messageId)
    const { body } = await place.server.request(chatPath, 2)
    const contents = (body as { messages: { content: string }[] }).messages.map(({ content }) => content)
    expect(contents.slice(-3)).toEqual(['Hi', 'There and there', 'Next'])
    await app.idle(conversationId)
  }))

it('one that is being written is not continued by a second writer', () =>
  withOther(async (app, elsewhere) => {
    place.server.script(chatPath, ({ sse }) => sse().chatAnswer('Here'))
    const goOn = writesSlowly(elsewhere, 'There ', 'and there')
    const { conversationId, messageId } = await app.call('runs.start', { conversationId: null, prompt: 'Hi' })
    await app.idle(conversationId)
    const beside = await app.call('runs.alsoAsk', { messageId, ...by })
    await begun(app, conversationId, beside.messageId)
    await expect(app.call('runs.continue', { messageId: beside.messageId })).rejects.toMatchObject({
      code: 'run/busy',
    })
    goOn()
    await ended(app, beside.messageId)
    expect(await words(app, beside.messageId)).toMatchObject({ state: 'complete', text: 'There and there' })
    expect((await app.call('costs.ofConversation', { conversationId })).answers).toBe(2)
  }))

it('both are interrupted and kept where the app is killed while they are written', () =>
  withOther(async (app, elsewhere) => {
    writesSlowly(place.server, 'Here ', 'and here')
    writesSlowly(elsewhere, 'There ', 'and there')
    const { conversationId, messageId } = await app.call('runs.start', { conversationId: null, prompt: 'Hi' })
    await begun(app, conversationId, messageId)
    const beside = await app.call('runs.alsoAsk', { messageId, ...by })
    await begun(app, conversationId, beside.messageId)
    await app.call('runs.enqueue', { conversationId, prompt: 'Next' })
    const kept = [
      { state: 'streaming', text: 'Here ' },
      { state: 'streaming', text: 'There ' },
    ]
    const both = async (of: TestApp) => [await words(of, messageId), await words(of, beside.messageId)]
    await vi.waitFor(async () => expect(await both(app)).toMatchObject(kept), 10_000)

    // What a kill leaves: all files as they are, the lock among them. The end of this app goes elsewhere.
    const profile = join(place.folder, 'profile')
    const killed = join(place.folder, 'killed')
    cpSync(profile, killed, { recursive: true })
    await app.close()
    rmSync(profile, { recursive: true })
    renameSync(killed, profile)
    const again = place.start()
    expect(await both(again)).toMatchObject(kept.map((each) => ({ ...each, state: 'interrupted' })))
    expect(await leafOf(again, conversationId)).toBe(messageId)
    const snapshot = await again.watch(conversationId).until(({ type }) => type === 'snapshot')
    expect(snapshot.type === 'snapshot' && snapshot.queue.map(({ prompt }) => prompt)).toEqual(['Next'])
    const opened = await again.services.library.openConversation({ id: conversationId, limit: 9 })
    expect(
      opened &&
        unpackOutline(opened.outline)
          .map(({ id, state }) => [id, state])
          .slice(1),
    ).toEqual([
      [messageId, 'interrupted'],
      [beside.messageId, 'interrupted'],
    ])
  }))

it('deleting for ever stops both', () =>
  withOther(async (app, elsewhere) => {
    writesSlowly(place.server, 'Here ', '')
    writesSlowly(elsewhere, 'There ', '')
    const { conversationId, messageId } = await app.call('runs.start', { conversationId: null, prompt: 'Hi' })
    await begun(app, conversationId, messageId)
    await app.call('runs.alsoAsk', { messageId, ...by })
    await app.call('conversations.arrange', { conversationIds: [conversationId], change: { type: 'trash' } })
    expect(app.services.activeRuns.all()).toEqual([])
  }))
