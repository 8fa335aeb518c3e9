import { defaultCommands } from '@shared/model/command'
import { expect, it } from 'vitest'
import { entriesOf, matchesOf, queryOf } from '../../../../../src/renderer/features/commands/entries'

const command = (name: string, prompt = 'Do it') => ({
  id: name,
  name,
  prompt,
  withSelection: true,
  result: 'show' as const,
})
const slugs = (query: string, entries = entriesOf(defaultCommands)) =>
  matchesOf(query, entries).map(({ entry }) => entry.slug)

it.each([
  ['/', ''],
  ['/tra', 'tra'],
  ['/write an', 'write an'],
  ['/image', 'image'],
  ['/image ', null],
  ['/image a harbour', null],
  ['/ no command', null],
  ['/two\nlines', null],
  [' /later', null],
  ['words', null],
  [`/${'x'.repeat(80)}`, null],
])('what is looked for in %j is %j', (text, query) => {
  expect(queryOf(text)).toBe(query)
})

it('lists all without a name, names before descriptions with one', () => {
  expect(slugs('')).toHaveLength(defaultCommands.length + 1)
  expect(slugs('tra')).toEqual(['translate', 'translate-into'])
  expect(slugs('email')).toEqual(['write-an-email'])
  expect(slugs('write an')).toEqual(['write-an-email'])
  const entries = entriesOf([command('Reply', 'Correct nothing'), command('Correct')])
  expect(slugs('corr', entries)).toEqual(['correct', 'reply'])
})

it('a path or a sentence is no command', () => {
  expect(slugs('etc/hosts')).toEqual([])
  expect(slugs('what does this do')).toEqual([])
})

it('the words behind a whole name belong to it', () => {
  const entries = entriesOf([command('Say'), command('Say it')])
  expect(matchesOf('say good  morning', entries)).toMatchObject([
    { entry: { slug: 'say' }, rest: 'good  morning' },
  ])
  expect(matchesOf('say it', entries)).toMatchObject([{ entry: { slug: 'say-it' }, rest: null }])
  expect(matchesOf('sa good', entries)).toEqual([])
})

it('what a command does is told by its first line, with its blanks left open', () => {
  const [entry] = entriesOf([command('Note', 'To {ask: Whom} in {choose: a | b}.\n\n{selection}')])
  expect(entry).toMatchObject({ detail: 'To … in …', origin: null })
})

it('a command is told by its first line, with the language as the user’s own and other blanks left open', () => {
  const [entry] = entriesOf([
    command('Translate', 'Put this into {language} for {ask: Whom}.\n\n{selection}'),
  ])
  expect(entry?.detail).toBe('Put this into your language for …')
})
