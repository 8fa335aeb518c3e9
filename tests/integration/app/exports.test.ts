import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { defaultExportOptions, type ExportFormat } from '@shared/model/exports'
import type { TransferEvent, TransferResult } from '@shared/model/transfer'
import { describe, expect, it } from 'vitest'
import { appPlace, chatPath, type TestApp } from './appPlace'

const place = appPlace()
const signal = new AbortController().signal

const converse = async (app: TestApp, prompt: string): Promise<string> => {
  place.server.script(chatPath, ({ sse }) => sse().chatAnswer(`An answer to ${prompt}`))
  const { conversationId } = await app.call('runs.start', { conversationId: null, prompt })
  await app.idle(conversationId)
  return conversationId
}

const resultOf = async (events: AsyncIterable<TransferEvent>): Promise<TransferResult | null> => {
  let result: TransferResult | null = null
  for await (const event of events) if (event.type === 'ended') result = event.result
  return result
}

const exported = (app: TestApp, conversationIds: readonly string[], format: ExportFormat) =>
  resultOf(
    app.services.historyExports.exportConversations(
      { conversationIds, options: { ...defaultExportOptions, format } },
      1,
      signal,
    ),
  )

const outFolder = (): string => {
  const out = join(place.folder, 'out')
  mkdirSync(out, { recursive: true })
  return out
}

describe('exporting conversations', () => {
  it('gives a name its ending, and replaces only what the user was asked about', async () => {
    const app = place.start()
    const id = await converse(app, 'Rome')
    const out = outFolder()
    writeFileSync(join(out, 'Rome.md'), 'somebody else’s')
    place.dialogs.target = join(out, 'Rome')
    expect(await exported(app, [id], 'markdown')).toMatchObject({ end: 'complete', name: 'Rome (2).md' })
    expect(readFileSync(join(out, 'Rome.md'), 'utf8')).toBe('somebody else’s')
    expect(readFileSync(join(out, 'Rome (2).md'), 'utf8')).toContain('An answer to Rome')
    place.dialogs.target = join(out, 'Rome.md')
    expect(await exported(app, [id], 'markdown')).toMatchObject({ name: 'Rome.md' })
    expect(readFileSync(join(out, 'Rome.md'), 'utf8')).toContain('An answer to Rome')
    expect(readdirSync(out).sort()).toEqual(['Rome (2).md', 'Rome.md'])
  })

  it.each(['markdown', 'html', 'pdf'] as const)('puts several into a new folder as %s', async (format) => {
    const app = place.start()
    const ids = [await converse(app, 'Rome'), await converse(app, 'rome'), await converse(app, 'Oslo')]
    const out = outFolder()
    place.dialogs.target = out
    const first = await exported(app, ids, format)
    const second = await exported(app, ids, format)
    expect(first).toMatchObject({ end: 'complete', added: { conversations: 3, messages: 6 } })
    expect(second?.name).toBe(`${first?.name} (2)`)
    expect(readdirSync(out).sort()).toEqual([first?.name, second?.name])
    const ending = format === 'markdown' ? 'md' : format
    expect(readdirSync(join(out, first?.name ?? '')).sort()).toEqual(
      [`Oslo.${ending}`, `Rome.${ending}`, `rome (2).${ending}`].sort(),
    )
  })

  it('tells a place that takes no files, and leaves nothing half-written', async () => {
    const app = place.start()
    const id = await converse(app, 'Rome')
    place.dialogs.target = join(outFolder(), 'no', 'such', 'folder', 'Rome.html')
    for (const format of ['html', 'pdf', 'json'] as const)
      expect(await exported(app, [id], format)).toMatchObject({
        end: 'failed',
        failure: { code: 'file/not-writable' },
      })
    expect(readdirSync(outFolder())).toEqual([])
  })

  it('ends when it is cancelled, with nothing left of it', async () => {
    const app = place.start()
    const ids = []
    for (let index = 0; index < 4; index += 1) ids.push(await converse(app, `Question ${index}`))
    place.dialogs.target = outFolder()
    const events: TransferEvent[] = []
    for await (const event of app.services.historyExports.exportConversations(
      { conversationIds: ids, options: { ...defaultExportOptions, format: 'pdf' } },
      1,
      signal,
    )) {
      events.push(event)
      if (event.type === 'progress') void app.services.historyExports.cancel()
    }
    expect(events.at(-1)).toMatchObject({ type: 'ended', result: { end: 'cancelled' } })
    expect(readdirSync(outFolder())).toEqual([])
  })

  it('does nothing when the user cancels the dialog', async () => {
    const app = place.start()
    const id = await converse(app, 'Rome')
    place.dialogs.target = null
    expect(await exported(app, [id], 'html')).toBeNull()
  })
})

describe('exporting one answer', () => {
  const answering = async (app: TestApp, answer: string) => {
    place.server.script(chatPath, ({ sse }) => sse().chatAnswer(answer))
    const { conversationId, messageId } = await app.call('runs.start', {
      conversationId: null,
      prompt: 'Rome',
    })
    await app.idle(conversationId)
    return { conversationId, messageId, format: 'png', scheme: 'light' } as const
  }
  const diagram = '```mermaid\ngraph LR\n  A --> B\n```'

  it('tells that it is too tall for one picture, and leaves nothing half-written', async () => {
    const app = place.start()
    const request = await answering(app, 'This is too tall')
    place.dialogs.target = join(outFolder(), 'Rome.png')
    expect(await resultOf(app.services.historyExports.exportAnswer(request, 1, signal))).toMatchObject({
      end: 'failed',
      failure: { code: 'transfer/too-tall' },
    })
    expect(readdirSync(outFolder())).toEqual([])
    place.dialogs.target = join(outFolder(), 'Rome.pdf')
    expect(await resultOf(app.services.historyExports.exportAnswer(request, 1, signal))).toMatchObject({
      end: 'complete',
      name: 'Rome.pdf',
    })
  })

  it('ends when it is cancelled while it is drawn, with nothing left of it, and the next one runs', async () => {
    const app = place.start()
    const request = await answering(app, 'A long drawing')
    place.dialogs.target = join(outFolder(), 'Rome.png')
    const drawing = app.drawsUntilCancelled()
    const result = resultOf(app.services.historyExports.exportAnswer(request, 1, signal))
    await drawing
    await app.services.historyExports.cancel()
    expect(await result).toMatchObject({ end: 'cancelled' })
    expect(readdirSync(outFolder())).toEqual([])
    expect(await resultOf(app.services.historyExports.exportAnswer(request, 1, signal))).toMatchObject({
      end: 'complete',
    })
  })

  it('is written once more with its diagrams, of which one that cannot be drawn stays its source', async () => {
    const app = place.start()
    const broken = '```mermaid\nno diagram\n```'
    const request = await answering(app, `${diagram}\n\n${broken}`)
    place.dialogs.target = join(outFolder(), 'Rome.png')
    expect(await resultOf(app.services.historyExports.exportAnswer(request, 1, signal))).toMatchObject({
      end: 'complete',
      added: { conversations: 1, messages: 1 },
    })
    const page = readFileSync(join(outFolder(), 'Rome.png'), 'utf8')
    expect(
      page.match(/<figure class="diagram"><img [^>]*src="data:image\/svg\+xml;base64,QUFB"/g),
    ).toHaveLength(1)
    expect(page).toMatch(/<figure class="code">.*no diagram/)
  })
})

describe('the whole library', () => {
  /** Every text of an archive, unpacked; by hand, so that this test trusts nothing that it tests. */
  const unpacked = (bytes: Buffer): string => {
    const texts: string[] = []
    for (
      let at = bytes.indexOf('PK\x01\x02', 0, 'latin1');
      at >= 0;
      at = bytes.indexOf('PK\x01\x02', at + 4, 'latin1')
    ) {
      const method = bytes.readUInt16LE(at + 10)
      const size = bytes.readUInt32LE(at + 20)
      const start = bytes.readUInt32LE(at + 42)
      const from = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28)
      const data = bytes.subarray(from, from + size)
      texts.push((method === 8 ? inflateRawSync(data) : data).toString('utf8'))
    }
    return texts.join('\n')
  }

  it('comes back through the import, with its folders, and no key is ever in it', async () => {
    const canary = 'sk-canary-1234567890abcdef'
    const app = place.start()
    await app.services.secrets.keep('own', canary, 'https://api.example')
    const id = await converse(app, 'Rome')
    const folder = await app.call('folders.create', { name: 'Trips' })
    await app.call('conversations.arrange', {
      conversationIds: [id],
      change: { type: 'move', folderId: folder.id },
    })
    const path = join(outFolder(), 'All.zip')
    place.dialogs.target = path
    const result = await resultOf(app.services.historyExports.exportEverything(1, signal))
    expect(result).toMatchObject({ end: 'complete', added: { conversations: 1, messages: 2 } })
    const text = unpacked(readFileSync(path))
    expect(text).toContain('An answer to Rome')
    expect(text).toContain('parley.assistants')
    for (const secret of [canary, 'sk-test', place.server.baseUrl]) expect(text).not.toContain(secret)

    // Here it is already: nothing comes twice.
    place.dialogs.source = path
    expect(await resultOf(app.services.imports.import(1, signal))).toMatchObject({
      end: 'complete',
      source: 'parley-archive',
      added: { conversations: 0, messages: 0 },
      known: { conversations: 1, messages: 2 },
    })
    await app.call('folders.delete', { folderId: folder.id })
    app.events.length = 0
    await resultOf(app.services.imports.import(1, signal))
    expect(app.events).toContainEqual({
      type: 'folders.changed',
      folders: [expect.objectContaining({ name: 'Trips' })],
    })
  })

  it('is refused while another export runs', async () => {
    const app = place.start()
    await converse(app, 'Rome')
    place.dialogs.target = join(outFolder(), 'All.zip')
    const running = resultOf(app.services.historyExports.exportEverything(1, signal))
    await expect(resultOf(app.services.historyExports.exportEverything(1, signal))).rejects.toMatchObject({
      code: 'transfer/busy',
    })
    expect(await running).toMatchObject({ end: 'complete' })
  })
})
