import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { answered, conversation, exportPlace, picture, said } from './place'

const place = exportPlace()
const kiteId = 'a'.repeat(64)
const kite = picture(kiteId)

/** A question with two versions, the shown one answered with a picture, thoughts and a tool. */
const tree = {
  conversations: [conversation('c', { title: 'Rome & <Paris>', leafId: 'a2' })],
  messages: [
    said('q1', null, 'First wording'),
    answered('a1', 'q1', 'First answer'),
    said('q2', null, 'Second <b>wording</b>\nin two lines'),
    answered(
      'a2',
      'q2',
      [
        { type: 'reasoning', text: 'Let me think', startedAt: 0, endedAt: 5_000 },
        { type: 'tool-call', callId: '1', name: 'generate_image', input: '{"prompt":"a kite"}' },
        { type: 'tool-result', callId: '1', output: 'drawn', isError: false },
        { type: 'text', text: 'Here it *is*:' },
        { type: 'picture', prompt: 'a kite', pictureId: kiteId, width: 64, height: 32 },
      ],
      {
        usage: { inputTokens: 1200, cachedInputTokens: 0, outputTokens: 30, reasoningTokens: 0 },
        costUsd: 0.034,
      },
    ),
  ],
  pictures: [kite],
}

describe('Markdown', () => {
  it('has the words and pictures of the shown branch', async () => {
    place.keepPicture(kite)
    const { added } = await place.run(tree, { format: 'markdown' })
    expect(place.read('out').replace(/^\*.*Exported.*$/m, '*…*')).toBe(
      `# Rome \\& \\<Paris\\>\n\n*…*\n\n## You\n\nSecond \\<b>wording\\</b>\nin two lines\n\n## Assistant · gpt-test\n\nHere it *is*:\n\n![a kite](out%20files/a%20kite.png)\n`,
    )
    expect(readFileSync(place.out('out files/a kite.png'), 'utf8')).toBe('PNG')
    expect(added).toEqual({ conversations: 1, messages: 2, pictures: 1, files: 0 })
  })

  it('has every version, thoughts, tools and costs where they are wanted', async () => {
    place.keepPicture(kite)
    await place.run(tree, { format: 'markdown', branches: 'all', reasoning: true, tools: true, costs: true })
    const text = place.read('out')
    for (const piece of [
      '> **Thought for 5 seconds**\n>\n> Let me think',
      '**Tool: generate\\_image**\n\n```json\n{\n  "prompt": "a kite"\n}\n```',
      '*1,200 tokens in · 30 tokens out · $0.034*',
      '*Another version, from the start:*',
      '## 3 · You\n\nFirst wording',
      '## 4 · Assistant · gpt-test\n\nFirst answer',
    ])
      expect(text).toContain(piece)
  })

  it('tells in place where a picture is missing, and counts it', async () => {
    const { added, leftOut } = await place.run(tree, { format: 'markdown' })
    expect(place.read('out')).toContain('*Picture, its file is missing: a kite*')
    expect(existsSync(place.out('out files'))).toBe(false)
    expect(added.pictures).toBe(0)
    expect(leftOut).toEqual([{ kind: 'picture', reason: 'missing', count: 1, names: ['a kite'] }])
  })

  it('gives many conversations files of their own', async () => {
    const many = {
      conversations: ['One', 'one', 'CON', '../x', 'pictures'].map((title, index) =>
        conversation(`c${index}`, { title, leafId: `q${index}` }),
      ),
      messages: [0, 1, 2, 3, 4].map((index) =>
        said(`q${index}`, null, 'hello', { conversationId: `c${index}` }),
      ),
    }
    mkdirSync(place.out('many'))
    const { added } = await place.run(
      many,
      { format: 'markdown' },
      {
        target: { type: 'folder', path: place.out('many') },
      },
    )
    expect(readdirSync(place.out('many')).sort()).toEqual(
      ['One.md', 'one (2).md', 'CON -.md', 'x.md', 'pictures.md'].sort(),
    )
    expect(added.conversations).toBe(5)
  })

  it('stops between messages when it is cancelled', async () => {
    const cancelled = new AbortController()
    const messages = Array.from({ length: 100 }, (_, index) =>
      said(`m${index}`, index === 0 ? null : `m${index - 1}`, 'word'),
    )
    const progress = {
      push: () => cancelled.abort(),
    } as unknown as []
    await expect(
      place.run(
        { conversations: [conversation('c', { leafId: 'm99' })], messages },
        { format: 'markdown' },
        {},
        progress,
        cancelled.signal,
      ),
    ).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('HTML', () => {
  it('needs nothing but itself, and holds its pictures', async () => {
    const bytes = new Uint8Array(500_000).map((_, index) => index % 251)
    place.keepPicture(kite, bytes)
    await place.run(tree, { format: 'html', reasoning: true, tools: true, costs: true, branches: 'all' })
    const page = place.read('out')
    expect(page).toContain('<title>Rome &amp; &lt;Paris&gt;</title>')
    expect(page).toContain('Second &lt;b&gt;wording&lt;/b&gt;\nin two lines')
    expect(page).toContain('<details><summary dir="auto">Thought for 5 seconds</summary>')
    expect(page).toContain(`src="data:image/png;base64,${Buffer.from(bytes).toString('base64')}"`)
    expect(page).not.toMatch(/<script|<link|\son\w+=|src="(?!data:)|url\((?!data:)/i)
    expect(page).toContain('default-src &#39;none&#39;')
  })

  it('brings the fonts of its formulas, and only where there are any', async () => {
    const with_ = (text: string) => ({
      conversations: [conversation('c', { leafId: 'a' })],
      messages: [said('q', null, 'x'), answered('a', 'q', text)],
    })
    await place.run(with_('$\\mathbb{R}$'), { format: 'html' })
    expect(place.read('out')).toMatch(/font-family:KaTeX_AMS[^}]*src:url\(data:font\/woff2;base64,/)
    expect(place.read('out')).not.toContain('font-family:KaTeX_Fraktur;font-style')
    await place.run(with_('no formula'), { format: 'html' })
    expect(place.read('out')).not.toContain('@font-face')
  })

  it('is open where it goes to paper', async () => {
    await place.run(tree, { format: 'html', reasoning: true }, { forPaper: true })
    expect(place.read('out')).toContain('<details open>')
  })
})

describe('JSON in ChatGPT’s shape', () => {
  it('has every version as a tree, the shown end, and pictures in their places', async () => {
    place.keepPicture(kite)
    const { added } = await place.run(tree, { format: 'json' })
    const [exported] = JSON.parse(place.read('out'))
    expect(exported).toMatchObject({ title: 'Rome & <Paris>', current_node: 'a2', conversation_id: 'c' })
    const { mapping } = exported
    expect(Object.keys(mapping)).toEqual(['client-created-root', 'q1', 'a1', 'q2', 'a2'])
    expect(mapping['client-created-root']).toMatchObject({ parent: null, children: ['q1', 'q2'] })
    expect(mapping.q2).toMatchObject({ parent: 'client-created-root', children: ['a2'] })
    expect(mapping.q1.message).toMatchObject({
      author: { role: 'user' },
      content: { content_type: 'text', parts: ['First wording'] },
    })
    expect(mapping.a2.message.content).toMatchObject({
      content_type: 'multimodal_text',
      parts: ['Here it *is*:', { asset_pointer: `file-service://file-${kiteId}`, width: 64 }],
    })
    expect(added).toEqual({ conversations: 1, messages: 4, pictures: 1, files: 0 })
  })

  it('loses nothing: its own fields give every message back as it was', async () => {
    place.keepPicture(kite)
    await place.run(tree, { format: 'json' })
    const [{ mapping, parley }] = JSON.parse(place.read('out'))
    const back = Object.values(mapping as Record<string, { message: Record<string, never> | null }>).flatMap(
      ({ message }) => {
        if (!message) return []
        const {
          version: _,
          parts,
          pictures: _pictures,
          ...extra
        } = message.parley as never as Record<string, never>
        const texts = (message.content as unknown as { parts: string[] }).parts
        return [{ ...extra, id: message.id, parts: parts ?? texts.map((text) => ({ type: 'text', text })) }]
      },
    )
    expect(back).toEqual(
      tree.messages.map(({ conversationId: _, parentId: _parent, role: _role, ...message }) => message),
    )
    expect(parley).toMatchObject({
      version: 1,
      leafId: 'a2',
      pinnedAt: 5,
      folder: { id: 'f', name: 'Trips' },
    })
  })

  it('keeps text that no encoding can hold', async () => {
    const text = 'half \uD800 nul \u0000 end'
    await place.run(
      { conversations: [conversation('c', { leafId: 'q' })], messages: [said('q', null, text)] },
      { format: 'json' },
    )
    expect(JSON.parse(place.read('out'))[0].mapping.q.message.content.parts).toEqual([text])
  })

  it('hangs everything from the root where a parent is gone', async () => {
    await place.run(
      { conversations: [conversation('c', { leafId: 'q' })], messages: [said('q', 'gone', 'x')] },
      { format: 'json' },
    )
    expect(JSON.parse(place.read('out'))[0].mapping.q.parent).toBe('client-created-root')
  })
})
