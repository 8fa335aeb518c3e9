import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Assistant } from '@shared/model/assistant'
import { describe, expect, it } from 'vitest'
import { appPlace, type TestApp } from './appPlace'

const place = appPlace()

const listed = (app: TestApp): readonly Assistant[] => app.services.settings.get().assistants ?? []
const names = (app: TestApp) => listed(app).map(({ name }) => name)

describe('assistants', () => {
  it('begin with a few good ones, of whom nothing is written until one is changed', async () => {
    const app = place.start()
    expect(names(app)).toEqual(['General', 'Travel guide', 'Editor', 'Translator', 'Code reviewer'])
    expect(listed(app)[1]).toMatchObject({ voice: 'onyx' })
    expect(listed(app)[1]?.systemPrompt).toMatch(/generate_image[\s\S]*pop-art/)
    await app.call('settings.update', { readAloud: true })
    expect(app.settingsFile.read()).not.toHaveProperty('assistants')
    const told = app.events.findLast((event) => event.type === 'settings.changed')
    expect(told?.type === 'settings.changed' && told.settings.assistants).toHaveLength(5)
  })

  it('are saved, changed, put in order and removed, for good', async () => {
    const app = place.start()
    const saved = await app.call('assistants.save', { name: 'Poet', systemPrompt: 'Rhyme' })
    await app.call('assistants.save', { ...saved, name: 'Bard' })
    await app.call('assistants.reorder', { ids: [saved.id, 'nobody', saved.id] })
    await app.call('assistants.remove', { id: 'general' })
    expect(names(app)).toEqual(['Bard', 'Travel guide', 'Editor', 'Translator', 'Code reviewer'])
    for (const { id } of listed(app)) await app.call('assistants.remove', { id })
    expect(JSON.parse(app.settingsFile.text)).toMatchObject({ assistants: [] })
    expect(names(app)).toEqual([])
    await expect(app.call('assistants.save', { name: ' ', systemPrompt: '' })).rejects.toMatchObject({
      code: 'ipc/bad-input',
    })
  })

  it('travel as JSON without what belongs to this computer, and come back beside the others', async () => {
    const app = place.start()
    const saved = await app.call('assistants.save', {
      name: 'Poet',
      systemPrompt: 'Rhyme',
      engineId: 'server:here',
      model: 'm',
    })
    expect(await app.call('assistants.export', { ids: [saved.id] })).toBeNull()
    place.dialogs.target = join(place.folder, 'poet.json')
    place.dialogs.source = place.dialogs.target
    expect(await app.call('assistants.export', { ids: [saved.id, 'nobody'] })).toEqual({ count: 1 })
    const text = readFileSync(place.dialogs.target, 'utf8')
    expect(text).not.toContain('server:here')
    expect(text).not.toContain(saved.id)
    expect(await app.call('assistants.import', {})).toEqual({ count: 1 })
    expect(names(app).slice(-2)).toEqual(['Poet', 'Poet'])
    expect(new Set(listed(app).map(({ id }) => id)).size).toBe(7)
    await expect(app.call('assistants.export', { ids: ['nobody'] })).rejects.toMatchObject({
      code: 'ipc/bad-input',
    })
  })

  const assistant = { name: 'A', symbol: '', systemPrompt: 'B' }
  const file = (assistants: unknown) =>
    JSON.stringify({ format: 'parley.assistants', version: 1, assistants })
  it.each([
    ['not JSON', '{'],
    ['another program’s', JSON.stringify([assistant])],
    [
      'a newer version’s',
      JSON.stringify({ format: 'parley.assistants', version: 2, assistants: [assistant] }),
    ],
    ['empty', file([])],
    ['half good', file([assistant, { name: 3 }])],
    ['with a prompt of megabytes', file([{ ...assistant, systemPrompt: 'x'.repeat(200_000) }])],
    ['with more than can be', file(Array.from({ length: 201 }, () => assistant))],
    ['nested without end', '['.repeat(200_000)],
    ['not text', new Uint8Array([0xff, 0xfe, 0x00, 0xd8])],
    ['far too large', new Uint8Array(33 * 1024 * 1024).fill(0x20)],
  ])('refuse a file that is %s, and keep what there is', async (_name, content) => {
    const app = place.start()
    place.dialogs.source = place.file('hostile.json', content)
    await expect(app.call('assistants.import', {})).rejects.toMatchObject({ code: 'file/unreadable' })
    expect(names(app)).toHaveLength(5)
  })

  it('refuse folders, pipes and what is not there', async () => {
    const app = place.start()
    const pipe = join(place.folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    mkdirSync(join(place.folder, 'folder'))
    for (const path of [pipe, join(place.folder, 'folder'), join(place.folder, 'nothing')]) {
      place.dialogs.source = path
      await expect(app.call('assistants.import', {})).rejects.toMatchObject({ code: 'file/unreadable' })
    }
  })

  it('take nothing but what is theirs from a file', async () => {
    const app = place.start()
    place.dialogs.source = place.file(
      'a.json',
      file([{ ...assistant, id: 'general', engineId: 'evil', __proto__: { polluted: true }, more: 1 }]),
    )
    await app.call('assistants.import', {})
    const imported = listed(app).at(-1)
    expect(imported).toEqual({ ...assistant, id: expect.stringMatching(/^[0-9a-f-]{36}$/) })
    expect(names(app)[0]).toBe('General')
  })

  it('survive one among them that cannot be read', () => {
    const app = place.start({ assistants: [{ id: 'a', ...assistant }, { id: 'broken' }] })
    expect(names(app)).toEqual(['A'])
  })
})
