import { describe, expect, test } from 'vitest'
import { Serial } from '../../../../src/main/lib/Serial'

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('Taking turns at several keys', () => {
  test('waits for what was asked before at any of them, and keeps what comes after waiting', async () => {
    const serial = new Serial()
    const said: string[] = []
    const work = (name: string) => async () => {
      said.push(`${name} begins`)
      await turn()
      said.push(`${name} ends`)
    }
    await Promise.all([
      serial.run('a', work('first')),
      serial.runAll(['a', 'b', 'a'], work('both')),
      serial.run('b', work('last')),
    ])
    expect(said).toEqual([
      'first begins',
      'first ends',
      'both begins',
      'both ends',
      'last begins',
      'last ends',
    ])
  })

  test('two with the same keys in another order never wait for each other', async () => {
    const serial = new Serial()
    const done = await Promise.all([
      serial.runAll(['a', 'b'], async () => 1),
      serial.runAll(['b', 'a'], async () => 2),
      serial.runAll([], async () => 3),
    ])
    expect(done).toEqual([1, 2, 3])
  })

  test('a failure goes to the caller, and lets the next one begin', async () => {
    const serial = new Serial()
    const failing = serial.runAll(['a'], async () => {
      throw new Error('no')
    })
    const next = serial.run('a', async () => 'yes')
    await expect(failing).rejects.toThrow('no')
    expect(await next).toBe('yes')
  })
})
