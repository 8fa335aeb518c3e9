import { AppError } from '@shared/ipc/errors'
import type { Approval } from '@shared/model/tool'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Tool, ToolContext } from '../../../../src/main/tools/tool'
import { anOffer, toolPlace } from '../../../fakes/toolRegistry'

const greet: Tool = {
  name: 'greet',
  title: 'Greet',
  origin: 'parley',
  description: 'Greets',
  input: z.object({ name: z.string().describe('Whom') }),
  run: async (input) => `Hello ${(input as { name: string }).name}`,
}

const ofServer = (name: string, version = '1'): Tool => ({
  name,
  title: name,
  origin: 'server:files',
  originName: 'Files',
  description: `Does ${name}`,
  version,
  input: z.looseObject({}),
  inputSchema: { type: 'object', properties: { path: { type: 'string' } } },
  run: async () => 'done',
})

const contextOf = (signal = new AbortController().signal, said: string[] = []) =>
  ({
    messageId: 'm',
    signal,
    messages: () => [],
    say: (words: string) => {
      said.push(words)
      return () => {}
    },
  }) as unknown as ToolContext
const callTo = (name: string, callId = '1', input = '{}') => ({ callId, name, input })

/** A place with the tools, and each approval that is asked for. */
const asking = (own: readonly Tool[], servers: () => readonly Tool[] = () => []) => {
  const place = toolPlace(own, servers)
  const asked: Approval[] = []
  const answerTo = (answer: 'once' | 'conversation' | 'always' | 'denied', words?: string) =>
    place.events.subscribe((event) => {
      if (event.type !== 'approvals.changed') return
      for (const approval of event.approvals) {
        asked.push(approval)
        place.approvals.answer(approval.id, words === undefined ? { answer } : { answer, words })
      }
    })
  const settle = (...calls: ReturnType<typeof callTo>[]) => place.registry.settle(calls, anOffer, contextOf())
  return { ...place, asked, answerTo, settle }
}

it('describes tools to the model as JSON Schema, a server’s as the server says', () => {
  expect(toolPlace([greet], () => [ofServer('read')]).registry.describe(anOffer)).toEqual([
    {
      name: 'greet',
      description: 'Greets',
      parameters: {
        type: 'object',
        properties: { name: { type: 'string', description: 'Whom' } },
        required: ['name'],
      },
    },
    {
      name: 'read',
      description: 'Does read',
      parameters: { type: 'object', properties: { path: { type: 'string' } } },
    },
  ])
})

it('runs a tool with the input that the model wrote', async () => {
  const { registry } = toolPlace([greet])
  expect(await registry.run(callTo('greet', '1', '{"name":"Ada"}'), anOffer, contextOf(), {})).toBe(
    'Hello Ada',
  )
})

it.each([
  ['damaged JSON', 'greet', '{"name": "Ad', 'tool/bad-input'],
  ['a missing field', 'greet', '', 'tool/bad-input'],
  ['a wrong type', 'greet', '{"name": 3}', 'tool/bad-input'],
  ['a tool that is not there', 'rm', '{}', 'tool/unknown'],
])('refuses %s', async (_name, tool, input, code) => {
  const { registry } = toolPlace([greet])
  const failure = await registry
    .run(callTo(tool, '1', input), anOffer, contextOf(), {})
    .catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(AppError)
  expect(failure).toMatchObject({ code })
})

describe('who is asked', () => {
  it('asks about the tools of a server, once for all calls that come together, and not about ours', async () => {
    const { settle, answerTo, asked } = asking([greet], () => [ofServer('read'), ofServer('write')])
    answerTo('once')
    const verdicts = await settle(callTo('greet', '1'), callTo('read', '2'), callTo('write', '3', '{"a":1}'))
    expect(asked).toHaveLength(1)
    expect(asked[0]).toMatchObject({
      conversationId: 'c',
      messageId: 'm',
      calls: [
        { callId: '2', name: 'read', title: 'read', originName: 'Files', input: '{}', mayBeAlways: true },
        {
          callId: '3',
          name: 'write',
          title: 'write',
          originName: 'Files',
          input: '{"a":1}',
          mayBeAlways: true,
        },
      ],
    })
    expect([...verdicts.entries()]).toEqual([
      ['2', { approval: 'once', tool: 'server:files/read 1' }],
      ['3', { approval: 'once', tool: 'server:files/write 1' }],
    ])
    await settle(callTo('read'))
    expect(asked).toHaveLength(2)
  })

  it('remembers what was allowed in one conversation, for the tool as it was', async () => {
    let version = '1'
    const { settle, answerTo, asked, registry } = asking([], () => [ofServer('read', version)])
    answerTo('conversation')
    await settle(callTo('read'))
    await settle(callTo('read'))
    expect(asked).toHaveLength(1)
    await registry.settle([callTo('read')], { ...anOffer, conversationId: 'other' }, contextOf())
    expect(asked).toHaveLength(2)
    version = '2'
    await settle(callTo('read'))
    expect(asked).toHaveLength(3)
  })

  it('remembers what is always allowed, until the tool says something else of itself', async () => {
    let version = '1'
    const { settle, answerTo, asked, registry } = asking([], () => [ofServer('read', version)])
    answerTo('always')
    await settle(callTo('read'))
    await settle(callTo('read'))
    expect(asked).toHaveLength(1)
    version = '2'
    expect(registry.summaries('test')).toMatchObject([{ policy: 'ask', isChanged: true }])
    await settle(callTo('read'))
    expect(asked).toHaveLength(2)
    expect(registry.summaries('test')).toMatchObject([{ policy: 'always', isChanged: false }])
  })

  it('asks about a tool that a server brings later, though all of that server were allowed', async () => {
    const tools = [ofServer('read')]
    const { settle, answerTo, asked, policies } = asking([], () => tools)
    answerTo('denied')
    policies.setOrigin('server:files', 'always', tools)
    await settle(callTo('read'))
    expect(asked).toHaveLength(0)
    tools.push(ofServer('erase'))
    await settle(callTo('erase'))
    expect(asked).toHaveLength(1)
  })

  it('tells what the user wants the model to hear', async () => {
    const { settle, answerTo } = asking([], () => [ofServer('read')])
    answerTo('denied', 'Use the other folder')
    expect((await settle(callTo('read'))).get('1')).toEqual({
      approval: 'denied',
      words: 'Use the other folder',
      tool: 'server:files/read 1',
    })
  })

  it('neither offers nor runs what is never to be used, or left out by the conversation', async () => {
    const { registry, policies } = asking([greet], () => [ofServer('read')])
    policies.set([ofServer('read')], 'never')
    const leavingOut = { ...anOffer, leftOut: ['parley/greet'] }
    expect(registry.describe(leavingOut)).toEqual([])
    expect(registry.describe({ ...anOffer, leftOut: ['parley'] })).toEqual([])
    for (const name of ['read', 'greet'])
      await expect(registry.run(callTo(name), leavingOut, contextOf(), {})).rejects.toMatchObject({
        code: 'tool/unknown',
      })
    policies.set([ofServer('read')], null)
    expect(registry.describe(leavingOut).map(({ name }) => name)).toEqual(['read'])
  })

  it('asks about single calls by what is strange in them, and allows none for good', async () => {
    const reader: Tool = {
      ...greet,
      scopeToAsk: (input) => {
        const { name } = input as { name: string }
        return name === 'known' ? null : name
      },
    }
    const { settle, answerTo, asked, registry, settings } = asking([reader])
    const called = (name: string) => callTo('greet', '1', JSON.stringify({ name }))
    answerTo('always')
    await settle(called('known'))
    await settle(callTo('greet', '1', 'damaged'))
    expect(asked).toHaveLength(0)
    await settle(called('strange'))
    await settle(called('strange'))
    expect(asked.map(({ calls }) => calls[0])).toMatchObject([{ scope: 'strange', mayBeAlways: false }])
    expect(settings.get().toolPolicies).toEqual({})
    // Another is another, and so is another conversation.
    await settle(called('stranger'))
    const elsewhere = { ...anOffer, conversationId: 'other' }
    await registry.settle([called('strange')], elsewhere, contextOf())
    expect(asked).toHaveLength(3)
  })

  it('asks about what is strange in a call though the tool was allowed in the conversation', async () => {
    const reader: Tool = {
      ...greet,
      scopeToAsk: (input) => ((input as { name: string }).name === 'known' ? null : 'strange'),
    }
    const { settle, answerTo, asked, policies } = asking([reader])
    policies.set([reader], 'ask')
    answerTo('conversation')
    await settle(callTo('greet', '1', '{"name":"known"}'))
    await settle(callTo('greet', '1', '{"name":"known"}'))
    await settle(callTo('greet', '1', '{"name":"other"}'))
    expect(asked.map(({ calls }) => calls[0]?.scope)).toEqual([null, 'strange'])
  })

  it('asks anew about what was forbidden meanwhile', () => {
    const tool = ofServer('read', '2')
    const { policies } = asking([], () => [tool])
    policies.setOrigin('server:files', 'always', [tool])
    policies.set([tool], 'never')
    policies.set([tool], null)
    expect(policies.of(tool)).toMatchObject({ policy: 'ask', isChanged: true })
  })

  it('runs no tool that became another after it was asked about', async () => {
    let version = '1'
    const { settle, answerTo, registry } = asking([], () => [ofServer('read', version)])
    answerTo('once')
    const verdict = (await settle(callTo('read'))).get('1') ?? {}
    const run = () => registry.run(callTo('read'), anOffer, contextOf(), verdict)
    expect(await run()).toBe('done')
    version = '2'
    await expect(run()).rejects.toMatchObject({ code: 'tool/changed' })
    // Nor one that was never asked about.
    await expect(registry.run(callTo('read'), anOffer, contextOf(), {})).rejects.toMatchObject({
      code: 'tool/changed',
    })
  })

  it('says what it asks, for who does not look', async () => {
    const { registry, answerTo } = asking([], () => [ofServer('read_file'), ofServer('write')])
    answerTo('once')
    const said: string[] = []
    const context = contextOf(undefined, said)
    await registry.settle([callTo('read_file', '1'), callTo('write', '2')], anOffer, context)
    expect(said).toEqual([
      'May I use read file, of Files, and write, of Files? This waits until you decide, in Parley’s window.',
    ])
  })

  it('waits for the word alone, and ends with the answer', async () => {
    const { registry, approvals } = asking([], () => [ofServer('read')])
    const stopping = new AbortController()
    const settled = registry.settle([callTo('read')], anOffer, contextOf(stopping.signal))
    expect(approvals.all()).toHaveLength(1)
    stopping.abort()
    await expect(settled).rejects.toMatchObject({ code: 'cancelled' })
    expect(approvals.all()).toEqual([])
  })
})

describe('more tools than a model should be told of', () => {
  const many = Array.from({ length: 40 }, (_, at) => ofServer(`tool_${at}`))
  const mail = { ...ofServer('send_mail'), description: 'Sends a letter by electronic mail' }

  it('offers a search for them, and from then on what was found', async () => {
    const { registry } = toolPlace([greet], () => [...many, mail])
    const names = () => registry.describe(anOffer).map(({ name }) => name)
    expect(names()).toEqual(['greet', 'find_tools'])
    const found = await registry.run(
      callTo('find_tools', '1', '{"query":"send a letter"}'),
      anOffer,
      contextOf(),
      {},
    )
    expect(found).toContain('send_mail: Sends a letter')
    expect(names()).toEqual(['greet', 'send_mail', 'find_tools'])
    expect(registry.describe({ ...anOffer, conversationId: 'other' }).map(({ name }) => name)).toEqual([
      'greet',
      'find_tools',
    ])
  })

  it('always offers those that are to be always there', () => {
    const { registry, settings } = toolPlace([greet], () => many)
    settings.update({ toolsAlwaysThere: ['server:files/tool_7'] })
    expect(registry.describe(anOffer).map(({ name }) => name)).toEqual(['greet', 'tool_7', 'find_tools'])
  })

  it('counts the tokens that they take', () => {
    const wordy = (length: number) =>
      toolPlace([greet], () => [{ ...ofServer('read'), description: 'x'.repeat(length) }]).registry
    expect(
      wordy(20_000)
        .describe(anOffer)
        .map(({ name }) => name),
    ).toEqual(['greet', 'read'])
    expect(
      wordy(30_000)
        .describe(anOffer)
        .map(({ name }) => name),
    ).toEqual(['greet', 'find_tools'])
  })
})

it('keeps two tools of one name apart: the first has it', () => {
  const { registry } = toolPlace([greet], () => [{ ...ofServer('greet'), description: 'Another' }])
  expect(registry.describe(anOffer).map(({ description }) => description)).toEqual(['Greets'])
})
