import { expect, test } from 'vitest'
import { QuickTarget } from '../../../../src/main/insertion/QuickTarget'
import type { FrontWindow, TextInsertion } from '../../../../src/main/insertion/textInsertion'
import type { CopiedReason, Inserted } from '../../../../src/shared/model/insertion'

const editor: FrontWindow = { id: '1', name: 'Editor', isTerminal: false }
const terminal: FrontWindow = { id: '2', name: 'Terminal', isTerminal: true }

class FakeInsertion implements TextInsertion {
  readonly canInsert = true
  readonly questions: ((front: FrontWindow | null) => void)[] = []
  readonly inserted: unknown[] = []
  problem: CopiedReason | null = null
  outcome: Inserted = { type: 'inserted' }
  front() {
    return new Promise<FrontWindow | null>((resolve) => this.questions.push(resolve))
  }
  async problemBefore() {
    return this.problem
  }
  async insert(...words: unknown[]) {
    this.inserted.push(words)
    return this.outcome
  }
}

const start = () => {
  const insertion = new FakeInsertion()
  const happened: string[] = []
  const target = new QuickTarget({
    insertion,
    window: { hide: () => void happened.push('hidden'), show: () => void happened.push('shown') },
  })
  return { insertion, happened, target }
}

test('what is in front is told when it is known, and only of the last showing', async () => {
  const { insertion, target } = start()
  target.look()
  target.look()
  expect(target.shown).toBeNull()
  insertion.questions[1]?.(editor)
  insertion.questions[0]?.(terminal)
  await expect.poll(() => target.shown).toEqual({ program: 'Editor', canReplace: false })
})

test('what was brought along can be replaced, but never in a terminal, and not at the next showing', async () => {
  const { insertion, target } = start()
  const told: unknown[] = []
  target.changes.subscribe((shown) => told.push(shown))
  target.look()
  insertion.questions[0]?.(editor)
  target.bringSelection()
  await expect.poll(() => target.shown).toEqual({ program: 'Editor', canReplace: true })
  target.look()
  insertion.questions[1]?.(terminal)
  target.bringSelection()
  await expect.poll(() => target.shown).toEqual({ program: 'Terminal', canReplace: false })
  expect(told.at(-1)).toEqual({ program: 'Terminal', canReplace: false })
})

test('it is out of the way before words go in: over the selection, or behind it', async () => {
  const { insertion, happened, target } = start()
  target.look()
  insertion.questions[0]?.(editor)
  target.bringSelection()
  expect(await target.insert('new', true)).toEqual({ type: 'inserted' })
  await target.insert('more', false)
  expect(insertion.inserted).toEqual([
    ['new', editor, 'caret'],
    ['more', editor, 'behind-selection'],
  ])
  expect(happened).toEqual(['hidden', 'hidden'])
})

test('what cannot go in is told in the window that is open; what fails later brings it back', async () => {
  const { insertion, happened, target } = start()
  target.look()
  insertion.questions[0]?.(editor)
  insertion.problem = 'gone'
  insertion.outcome = { type: 'copied', reason: 'gone' }
  expect(await target.insert('late', false)).toEqual({ type: 'copied', reason: 'gone' })
  expect(happened).toEqual([])
  insertion.problem = null
  insertion.outcome = { type: 'copied', reason: 'not-taken' }
  expect(await target.insert('late', false)).toEqual({ type: 'copied', reason: 'not-taken' })
  expect(happened).toEqual(['hidden', 'shown'])
})
