import { expect, test } from 'vitest'
import { SpokenAnswer } from '../../../../../src/renderer/app/announcer/SpokenAnswer'

const burst = Array.from({ length: 2_000 }, (_, index) => `This is sentence number ${index}. `).join('')

const speak = () => {
  const said: string[] = []
  const later: (() => void)[] = []
  const spoken = new SpokenAnswer(
    (words) => said.push(words),
    (work) => later.push(work),
  )
  return { spoken, said, later }
}

test('a sentence is said at once, and the end after the last of them', () => {
  const { spoken, said } = speak()
  spoken.append('The first. The sec')
  expect(said).toEqual(['The first.'])
  spoken.append('ond')
  spoken.finish('Answer complete')
  expect(said).toEqual(['The first.', 'The second', 'Answer complete'])
})

test('a burst is not cut while it is heard of, and all of it is said in order, before the end', async () => {
  const { spoken, said, later } = speak()
  spoken.append(burst)
  spoken.append('And one more.')
  spoken.finish('Answer complete')
  expect(said).toEqual([])
  for (const work of later) work()
  await expect.poll(() => said.at(-1)).toBe('Answer complete')
  expect(said.slice(0, -1).join(' ')).toBe(`${burst}And one more.`)
  expect(said).toHaveLength(2_002)
})

test('what comes after a burst was cut is said as well', async () => {
  const { spoken, said, later } = speak()
  spoken.append(burst)
  later.shift()?.()
  await expect.poll(() => said.length).toBeGreaterThan(1_990)
  spoken.append('Another. ')
  spoken.finish('Answer stopped')
  await expect.poll(() => said.slice(-2)).toEqual(['Another.', 'Answer stopped'])
})
