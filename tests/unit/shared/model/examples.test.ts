import { type ExampleFacts, examplesFor } from '@shared/model/examples'
import { expect, it } from 'vitest'

const facts: ExampleFacts = { engineKind: 'openai', draws: false, searches: false, assistantId: null }
const idsFor = (some: Partial<ExampleFacts>) => examplesFor({ ...facts, ...some }).map(({ id }) => id)

it.each([
  [{ draws: true, searches: true }, ['explain', 'search', 'build', 'draw']],
  [{ draws: true }, ['explain', 'decide', 'build', 'draw']],
  [{ searches: true }, ['explain', 'search', 'build', 'draft']],
  [{}, ['explain', 'decide', 'build', 'draft']],
] as const)('with %j nothing is offered that could fail', (some, ids) => {
  for (const engineKind of ['openai', 'anthropic', 'compatible'] as const)
    expect(idsFor({ engineKind, ...some })).toEqual(ids)
})

it('the guide is asked what it knows, whichever assistant is chosen', () => {
  expect(idsFor({ engineKind: 'builtin', assistantId: 'editor' })).toEqual([
    'help',
    'connect',
    'format',
    'draw',
  ])
})

it('an assistant of a new profile shows what it is good at; one of the user’s own, or of a strange name, does not', () => {
  expect(idsFor({ assistantId: 'translator' })).toEqual(['translate'])
  for (const assistantId of ['general', 'mine', 'constructor'])
    expect(idsFor({ assistantId })).toEqual(['explain', 'decide', 'build', 'draft'])
})
