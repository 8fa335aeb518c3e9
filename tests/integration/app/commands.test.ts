import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defaultCommands } from '@shared/model/command'
import { describe, expect, it } from 'vitest'
import { appPlace, type TestApp } from './appPlace'

const place = appPlace()

const listed = (app: TestApp) => app.services.settings.get().lookActions
const names = (app: TestApp) => listed(app).map(({ name }) => name)

describe('commands', () => {
  it('travel as JSON without their ids, and come in where they are new', async () => {
    const app = place.start()
    expect(await app.call('commands.export', {})).toBeNull()
    place.dialogs.target = join(place.folder, 'commands.json')
    place.dialogs.source = place.dialogs.target
    expect(await app.call('commands.export', {})).toEqual({ count: defaultCommands.length })
    const written = JSON.parse(readFileSync(place.dialogs.target, 'utf8'))
    const [first] = defaultCommands
    expect(written).toMatchObject({ format: 'parley.commands', version: 1 })
    expect(written.commands[0]).toEqual({
      name: first?.name,
      prompt: first?.prompt,
      withSelection: true,
      result: 'show',
    })

    expect(await app.call('commands.import', {})).toMatchObject({ added: 0, known: defaultCommands.length })
    const { id: _id, ...explain } = defaultCommands[0] ?? {}
    await app.call('settings.update', {
      lookActions: [{ ...explain, id: 'mine', prompt: 'Explain like a poet' } as (typeof defaultCommands)[0]],
    })
    const done = await app.call('commands.import', {})
    expect(done).toEqual({ added: defaultCommands.length, renamed: 1, known: 0, leftOut: 0 })
    expect(listed(app)[0]).toMatchObject({ id: 'mine', prompt: 'Explain like a poet' })
    expect(names(app)[1]).toBe('Explain 2')
  })

  const command = { name: 'A', prompt: 'B' }
  const file = (commands: unknown, version = 1) =>
    JSON.stringify({ format: 'parley.commands', version, commands })

  it('a file written by hand needs no more than names and prompts', async () => {
    const app = place.start()
    place.dialogs.source = place.file(
      'a.json',
      `\uFEFF${file([{ ...command, id: 'explain', evil: 1, __proto__: { polluted: true } }])}`,
    )
    await app.call('commands.import', {})
    expect(listed(app).at(-1)).toEqual({
      ...command,
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      withSelection: true,
      result: 'show',
    })
  })

  it.each([
    ['not JSON', '{', 'file/unreadable'],
    ['another program’s', JSON.stringify([command]), 'file/unreadable'],
    ['of assistants', JSON.stringify({ format: 'parley.assistants', version: 1 }), 'file/unreadable'],
    ['a newer version’s', file([command], 2), 'file/newer'],
    ['empty', file([]), 'file/unreadable'],
    ['half good', file([command, { name: 3 }]), 'file/unreadable'],
    ['with a prompt of megabytes', file([{ ...command, prompt: 'x'.repeat(200_000) }]), 'file/unreadable'],
    ['with more than can be', file(Array.from({ length: 201 }, () => command)), 'file/unreadable'],
    ['nested without end', '['.repeat(200_000), 'file/unreadable'],
    ['not text', new Uint8Array([0xff, 0xfe, 0x00, 0xd8]), 'file/unreadable'],
    ['far too large', new Uint8Array(33 * 1024 * 1024).fill(0x20), 'file/unreadable'],
  ])('refuse a file that is %s, and keep what there is', async (_name, content, code) => {
    const app = place.start()
    place.dialogs.source = place.file('hostile.json', content)
    await expect(app.call('commands.import', {})).rejects.toMatchObject({ code })
    expect(names(app)).toHaveLength(defaultCommands.length)
  })

  it('of a settings file from before are read as they were, and a later one keeps its own', () => {
    const old = { id: 'explain', name: 'Explain', prompt: 'Explain this into {language}' }
    const later = { ...old, id: 'later', result: 'speak' }
    const app = place.start({ lookActions: [old, later] })
    expect(listed(app)).toEqual([{ ...old, withSelection: true, result: 'show' }])
  })
})
