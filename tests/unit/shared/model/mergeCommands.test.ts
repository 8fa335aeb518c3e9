import { expect, it } from 'vitest'
import { type Command, mostCommands } from '../../../../src/shared/model/command'
import { mergeCommands } from '../../../../src/shared/model/mergeCommands'

const coming = (name: string, prompt: string) => ({
  name,
  prompt,
  withSelection: true,
  result: 'show' as const,
})
const present = (name: string, prompt: string): Command => ({ ...coming(name, prompt), id: name })
const merge = (there: readonly Command[], more: readonly ReturnType<typeof coming>[]) => {
  let last = 0
  return mergeCommands(there, more, () => `new ${++last}`)
}

it('adds what is new, and changes nothing that was there', () => {
  const there = [present('Explain', 'a')]
  expect(merge(there, [coming('Correct', 'b')])).toEqual({
    commands: [...there, { ...coming('Correct', 'b'), id: 'new 1' }],
    added: 1,
    renamed: 0,
    known: 0,
    leftOut: 0,
  })
})

it('the same file a second time adds nothing, also where a name was taken', () => {
  const file = [coming('explain ', 'mine'), coming('Correct', 'b'), coming('Correct', 'c')]
  const first = merge([present('Explain', 'a')], file)
  expect(first.commands.map(({ name }) => name)).toEqual(['Explain', 'explain 2', 'Correct', 'Correct 2'])
  expect(first).toMatchObject({ added: 3, renamed: 2, known: 0 })
  expect(merge(first.commands, file)).toMatchObject({ commands: first.commands, added: 0, known: 3 })
})

it('a number fits behind the longest name', () => {
  const name = 'n'.repeat(40)
  const { commands } = merge([present(name, 'a')], [coming(name, 'b')])
  expect(commands[1]?.name).toBe(`${'n'.repeat(38)} 2`)
})

it('counts what there is no room for', () => {
  const full = Array.from({ length: mostCommands }, (_, index) => present(`c${index}`, 'a'))
  expect(merge(full, [coming('one more', 'b'), coming('c0', 'a')])).toMatchObject({
    commands: full,
    added: 0,
    known: 1,
    leftOut: 1,
  })
})
