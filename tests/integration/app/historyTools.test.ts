import type { Part } from '@shared/model/message'
import { describe, expect, it } from 'vitest'
import type { Handler } from '../../fakes/faultServer'
import { appPlace, chatPath, type TestApp } from './appPlace'

const place = appPlace()

interface Body {
  readonly tools?: readonly { readonly function: { readonly name: string } }[]
  readonly messages: readonly { readonly role: string; readonly content: string }[]
}
const bodies = () =>
  place.server.requests.filter(({ path }) => path === chatPath).map(({ body }) => body as Body)
const offeredIn = (body: Body | undefined) => body?.tools?.map((tool) => tool.function.name) ?? []

const says =
  (text: string): Handler =>
  ({ sse }) =>
    sse().chatAnswer(text)
const calls =
  (name: string, input: object): Handler =>
  ({ sse }) => {
    const stream = sse()
    stream.chatTool({ index: 0, id: 'call_1', name, arguments: JSON.stringify(input) })
    stream.chatFinish('tool_calls')
    stream.done()
    stream.end()
  }

const ask = async (app: TestApp, prompt: string, choices = {}) => {
  const { conversationId } = await app.call('runs.start', { conversationId: null, prompt, choices })
  await app.idle(conversationId)
  return conversationId
}
const partsOf = async (app: TestApp, id: string): Promise<readonly Part[]> => {
  const conversation = await app.services.library.getConversation({ id })
  const path = await app.services.library.loadPath({ conversationId: id, leafId: conversation?.leafId ?? '' })
  return path.at(-1)?.parts ?? []
}
const outputOf = (parts: readonly Part[]): string => {
  const result = parts.find((part) => part.type === 'tool-result')
  return result?.type === 'tool-result' ? result.output : ''
}

describe('the user’s history as a tool', () => {
  it('is not there until it is switched on', async () => {
    place.server.script(chatPath, says('No'))
    const app = place.start()
    await ask(app, 'What did I say?')
    expect(offeredIn(bodies()[0])).not.toContain('search_history')
    await app.call('settings.update', { searchHistory: true })
    await ask(app, 'And now?')
    expect(offeredIn(bodies()[1])).toEqual(expect.arrayContaining(['search_history', 'read_conversation']))
    await ask(app, 'Here not', { leftOutTools: ['history'] })
    expect(offeredIn(bodies()[2])).not.toContain('search_history')
  })

  it('finds and reads other conversations, and never what is in the trash', async () => {
    const app = place.start({ searchHistory: true })
    place.server.script(chatPath, says('The ferry leaves at nine.'))
    const kept = await ask(app, 'When does the zebracrossing ferry leave?')
    const trashed = await ask(app, 'A zebracrossing secret')
    await app.call('conversations.arrange', { conversationIds: [trashed], change: { type: 'trash' } })

    place.server.script(chatPath, [calls('search_history', { query: 'zebracrossing' }), says('Nine.')])
    const found = outputOf(await partsOf(app, await ask(app, 'Which ferry was it? zebracrossing')))
    expect(found).toContain(`conversation ${kept}`)
    expect(found).not.toContain(trashed)
    // The conversation that asks is none of the earlier ones.
    expect(found).not.toContain('Which ferry was it')

    place.server.script(chatPath, [calls('read_conversation', { conversation: kept }), says('Read.')])
    const read = outputOf(await partsOf(app, await ask(app, 'Read it')))
    expect(read).toContain('1. User, ')
    expect(read).toContain('The ferry leaves at nine.')

    place.server.script(chatPath, [calls('read_conversation', { conversation: trashed }), says('Gone.')])
    const refused = outputOf(await partsOf(app, await ask(app, 'Read the other')))
    expect(refused).toBe('There is no such conversation.')
  })

  it('reads a long conversation in pages', async () => {
    const app = place.start({ searchHistory: true })
    place.server.script(chatPath, says(`${'long '.repeat(6_000)}end`))
    const long = await ask(app, 'Write much')
    place.server.script(chatPath, [calls('read_conversation', { conversation: long }), says('Read.')])
    const first = outputOf(await partsOf(app, await ask(app, 'Read it')))
    expect(first.length).toBeLessThan(21_000)
    expect(first).toContain('… (cut)')
    place.server.script(chatPath, [
      calls('read_conversation', { conversation: long, from: 3 }),
      says('Read.'),
    ])
    expect(outputOf(await partsOf(app, await ask(app, 'Go on')))).toContain('no messages from there on')
  })
})

describe('the memory', () => {
  const memory = [
    { id: '1', text: 'I live\n in Basel', assistantId: null },
    { id: '2', text: 'Answer in verse', assistantId: 'poet' },
  ]
  const systemOf = (body: Body | undefined) => body?.messages.find(({ role }) => role === 'system')?.content

  it('goes along with the system prompt, by assistant, unless the conversation leaves it out', async () => {
    place.server.script(chatPath, says('Yes'))
    const app = place.start({ systemPrompt: 'Be brief', memory })
    await ask(app, 'Where do I live?')
    await ask(app, 'Where do I live?', { assistantId: 'poet' })
    await ask(app, 'Where do I live?', { usesMemory: false })
    const told = bodies().map(systemOf)
    expect(told).toEqual([
      'Be brief\n\nThe user wants you to know:\n- I live in Basel',
      'Be brief\n\nThe user wants you to know:\n- I live in Basel\n- Answer in verse',
      'Be brief',
    ])
    expect(bodies().map((body) => offeredIn(body).includes('remember'))).toEqual([true, true, false])
  })

  it('keeps nothing that a model proposes', async () => {
    place.server.script(chatPath, [calls('remember', { fact: 'The user likes tea' }), says('Noted.')])
    const app = place.start()
    const parts = await partsOf(app, await ask(app, 'I like tea'))
    expect(outputOf(parts)).toContain('decides')
    expect(app.services.settings.get().memory).toEqual([])
  })
})
