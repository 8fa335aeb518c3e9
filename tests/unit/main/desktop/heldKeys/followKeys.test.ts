import { expect, test } from 'vitest'
import { followKeys } from '../../../../../src/main/desktop/heldKeys/HeldKeys'

const eventsOf = async (...looks: readonly (readonly number[])[]): Promise<readonly string[]> => {
  const left = looks.map((keys) => new Set(keys))
  const look = async () => left.shift() ?? new Set<number>()
  const told: string[] = []
  for await (const event of followKeys(look, async () => {}, new AbortController().signal)) told.push(event)
  return told
}

test('the first key that comes up is the release, the last one the end', async () => {
  expect(await eventsOf([37, 50, 65], [37, 50, 65], [37, 50], [37], [])).toEqual([
    'held',
    'released',
    'clear',
  ])
})

test('keys that go down meanwhile are none of the hotkey’s', async () => {
  expect(await eventsOf([75], [75, 9], [9], [9])).toEqual(['held', 'released', 'clear'])
})

test('keys that are up already were let go before it could look', async () => {
  expect(await eventsOf([])).toEqual(['released', 'clear'])
})

test('an abort ends it without a word', async () => {
  const leaving = new AbortController()
  const told: string[] = []
  const pause = async () => leaving.abort()
  for await (const event of followKeys(async () => new Set([75]), pause, leaving.signal)) told.push(event)
  expect(told).toEqual(['held'])
})
