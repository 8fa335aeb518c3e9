import { inflateSync } from 'node:zlib'
import { drawPromptOf } from '@shared/model/drawCommand'
import { examplesFor } from '@shared/model/examples'
import type { Part } from '@shared/model/message'
import { describe, expect, it } from 'vitest'
import { BuiltinEngine } from '../../../../src/main/engines/BuiltinEngine'
import { helpTopics } from '../../../../src/main/engines/builtin/help'
import { lorem } from '../../../../src/main/engines/builtin/lorem'
import type { AnswerRequest } from '../../../../src/main/engines/engine'
import { defaultAssistants } from '../../../../src/main/settings/defaultAssistants'
import {
  collect,
  collectUntilFailure,
  drawTool,
  message,
  question,
  textIn,
} from '../../../integration/engines/support'

const engine = new BuiltinEngine({ paceMs: 0 })
const speakTool = {
  name: 'speak',
  description: 'Speaks',
  parameters: { type: 'object', properties: { text: { type: 'string' } } },
}

const ask = (text: string, fields: Partial<AnswerRequest> = {}) =>
  collect(engine.answer(question({ messages: [message('user', text)], ...fields })))
const answer = async (text: string, fields: Partial<AnswerRequest> = {}) => textIn(await ask(text, fields))

describe('the built-in engine', () => {
  it('does not play an assistant: it says what that takes, and answers no question that was not asked', async () => {
    for (const { id, systemPrompt } of defaultAssistants) {
      const said = await answer('Improve this: I has found the keys about the search.', {
        system: systemPrompt,
      })
      if (id === 'general') expect(said).toContain('## Keys')
      else expect(said).toMatch(/^This assistant needs a language model[^#]*\*\*Settings\*\*/)
    }
  })

  it('answers the examples that it offers with what they ask for', async () => {
    const offered = examplesFor({ engineKind: 'builtin', draws: true, searches: false, assistantId: null })
    const answers = new Map<string, string>()
    for (const { id, text } of offered) answers.set(id, await answer(text))
    expect(answers.get('help')).toContain('Ask me about:')
    expect(answers.get('connect')).toContain('## Engines')
    expect(answers.get('format')).toContain('### A table')
    // Main draws this one itself, without a model.
    expect(drawPromptOf(offered.find(({ id }) => id === 'draw')?.text ?? '')).toMatch(/^A lighthouse/)
  })

  it('says that it is no language model', async () => {
    for (const words of ['Hello', 'Who are you?', 'Are you ChatGPT?', 'What is the capital of France?']) {
      expect(await answer(words)).toContain('not a language model')
    }
  })

  it.each([
    ['How do I get an API key?', 'Keys'],
    ['Can I use Ollama?', 'A local server'],
    ['How do I have answers read aloud?', 'Reading aloud'],
    ['Where are my conversations kept? Is it private?', 'Privacy, and what is kept where'],
    ['How do I export everything?', 'Export and backups'],
    ['How do I sync with Nextcloud?', 'Sync: one history on several computers'],
    ['Can I use it on two computers?', 'Sync: one history on several computers'],
    ['What keyboard shortcuts are there in Parley?', 'Shortcuts'],
    ['How can I find an old conversation?', 'Search'],
    ['Which engines and models are there?', 'Engines'],
    ['What about pictures?', 'Pictures'],
    ['What is Parley?', 'What Parley is'],
  ])('explains the app: %s', async (words, title) => {
    expect(await answer(words)).toContain(`## ${title}`)
  })

  it('lists every topic when asked for help', async () => {
    const text = await answer('help')
    for (const { title } of helpTopics) expect(text).toContain(`- ${title}`)
  })

  it('shows every kind of Markdown', async () => {
    const text = await answer('Show me Markdown')
    for (const mark of ['## ', '- first', '1. one', '- [x]', '> ', '| --- |', '```ts', '---', '**bold**']) {
      expect(text.replace(/:?---:?/g, '---')).toContain(mark)
    }
  })

  it.each([
    ['shout hello there', '**HELLO THERE**'],
    ['list apples, pears and plums', '- apples\n- pears\n- plums'],
    ['repeat after me: one two', 'one two'],
  ])('formats: %s', async (words, expected) => {
    expect(await answer(words)).toBe(expected)
  })

  it('makes a table', async () => {
    expect(await answer('table: Earth: 1, Mars: 2')).toBe(
      '| Name | Value |\n| --- | --- |\n| Earth | 1 |\n| Mars | 2 |',
    )
  })

  it('knows what was said before', async () => {
    const messages = [
      message('user', 'My cat is Tom'),
      message('assistant', 'Fine'),
      message('user', 'What did I say?'),
    ]
    expect(await answer('', { messages })).toContain('My cat is Tom')
  })

  it('streams in pieces, and whole where asked', async () => {
    const pieces = await ask('/lorem 200')
    expect(pieces.filter(({ type }) => type === 'text').length).toBeGreaterThan(3)
    const whole = await ask('/lorem 200', { streaming: false })
    expect(whole).toHaveLength(2)
    expect(textIn(whole)).toBe(textIn(pieces))
    expect(whole.at(-1)).toEqual({ type: 'finish', reason: 'stop', usage: null })
  })

  it('is cancelled at once in the middle', async () => {
    const stop = new AbortController()
    const slow = new BuiltinEngine({ paceMs: 3_600_000 })
    const events = (async function* () {
      for await (const event of slow.answer(question({ signal: stop.signal }))) {
        stop.abort()
        yield event
      }
    })()
    const { seen, error } = await collectUntilFailure(events)
    expect(seen).toHaveLength(1)
    expect(error).toMatchObject({ code: 'cancelled' })
  })

  it('goes on exactly where it was stopped', async () => {
    const whole = await answer('help')
    const messages = [message('user', 'help'), message('assistant', whole.slice(0, 57), { state: 'stopped' })]
    expect(await answer('', { messages, continuing: true })).toBe(whole.slice(57))
  })
})

describe('the built-in engine with tools', () => {
  const tools = [drawTool, speakTool]

  it.each([
    ['Draw a city at night', 'a city at night'],
    ['Please paint me a boat!', 'a boat'],
    ['Could you generate an image of a red fox?', 'a red fox'],
    ['show me a picture of Lisbon', 'Lisbon'],
  ])('draws when asked: %s', async (words, prompt) => {
    const events = await ask(words, { tools })
    const call = events.find((event) => event.type === 'tool-call')
    expect(call).toMatchObject({ name: 'generate_image', input: JSON.stringify({ prompt }) })
    expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'tool-calls' })
  })

  it('does not draw when it is only spoken of', async () => {
    const events = await ask('Where are pictures kept?', { tools })
    expect(events.some(({ type }) => type === 'tool-call')).toBe(false)
  })

  it.each([
    ['Say "good morning" out loud', 'good morning'],
    ['Say aloud: good morning', 'good morning'],
  ])('speaks when asked: %s', async (words, text) => {
    const call = (await ask(words, { tools })).find((event) => event.type === 'tool-call')
    expect(call).toMatchObject({ name: 'speak', input: JSON.stringify({ text }) })
  })

  it('explains reading aloud instead of saying "this"', async () => {
    expect(await answer('How is this read aloud?', { tools })).toContain('## Reading aloud')
  })

  it('tells of another way where it has no tool', async () => {
    expect(await answer('draw a cat')).toContain('/image a cat')
  })

  it('ends after the tool’s result, good or bad', async () => {
    const replyAfter = (isError: boolean) => {
      const parts: Part[] = [
        { type: 'text', text: 'Let me paint that.' },
        { type: 'tool-call', callId: 'a', name: 'generate_image', input: '{"prompt":"a cat"}' },
        { type: 'picture', prompt: 'a cat', pictureId: 'p', width: 1, height: 1 },
        { type: 'tool-result', callId: 'a', output: 'Shown', isError },
      ]
      return ask('', { messages: [message('user', 'draw a cat'), message('assistant', parts)], tools })
    }
    const good = await replyAfter(false)
    expect(textIn(good)).toContain('sample')
    expect(good.at(-1)).toMatchObject({ reason: 'stop' })
    expect(textIn(await replyAfter(true))).toContain('did not work')
  })

  it('has no speech of its own', async () => {
    await expect(
      engine.speak({ text: 'x', voice: 'y', model: 'z', signal: new AbortController().signal }),
    ).rejects.toMatchObject({ code: 'engine/unsupported', data: { what: 'speech' } })
  })
})

describe('/lorem', () => {
  it('is the same every time, and has as many words as asked for', () => {
    expect(lorem(500)).toBe(lorem(500))
    for (const count of [1, 10, 137, 2_000]) {
      const latin = lorem(count)
        .replace(/\bconst\b|```ts/g, '')
        .match(/[a-z]+/gi)
      expect(latin).toHaveLength(count)
    }
  })

  it('has headings, lists, tables and code', () => {
    const text = lorem(1_000)
    for (const mark of ['## ', '\n- **', '\n| --- | --- |', '```ts\n']) expect(text).toContain(mark)
  })
})

describe('sample pictures', () => {
  const draw = (prompt: string, size: string, signal = new AbortController().signal) =>
    collect(engine.draw({ prompt, model: 'builtin', size, signal }))

  it('come with one coarse preview, then as a whole PNG of the size asked for', async () => {
    const events = await draw('a city', '512x256')
    expect(events.map(({ type }) => type)).toEqual(['preview', 'picture'])
    expect(events.map(({ bytes }) => sizeOf(bytes))).toEqual(['64x32', '512x256'])
  })

  it('decode to as many pixels as they say', async () => {
    const [, whole] = await draw('a boat', '256x256')
    const png = Buffer.from(whole?.bytes ?? [])
    const length = png.readUInt32BE(33)
    expect(png.toString('latin1', 37, 41)).toBe('IDAT')
    expect(inflateSync(png.subarray(41, 41 + length))).toHaveLength((256 * 3 + 1) * 256)
  })

  it('are the same for the same prompt and differ for another', async () => {
    const [one, same, other] = await Promise.all([
      draw('a fox', '256x256'),
      draw('A fox ', '256x256'),
      draw('an owl', '256x256'),
    ])
    expect(one.at(-1)).toEqual(same.at(-1))
    expect(one.at(-1)).not.toEqual(other.at(-1))
  })

  it('stop when asked to', async () => {
    const stop = new AbortController()
    const drawing = (async () => {
      for await (const { type } of engine.draw({
        prompt: 'x',
        model: 'm',
        size: 'auto',
        signal: stop.signal,
      })) {
        if (type === 'preview') stop.abort()
      }
    })()
    await expect(drawing).rejects.toMatchObject({ code: 'cancelled' })
  })
})

const sizeOf = (png: Uint8Array): string => {
  const bytes = Buffer.from(png)
  return `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`
}
