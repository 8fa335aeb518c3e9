import { beforeEach, expect, it } from 'vitest'
import { useBlanks } from '../../../../../src/renderer/common/blanks/blanksStore'

const store = () => useBlanks.getState()
const form = (title: string) => ({ title, origin: null, fields: [] })

beforeEach(() => store().settle())

it('a form that another takes the place of was left', async () => {
  const first = store().ask(form('First'))
  const second = store().ask(form('Second'))
  expect(await first).toBeNull()
  expect(store().form?.title).toBe('Second')
  store().answer(new Map([['a', 'b']]))
  expect(await second).toEqual(new Map([['a', 'b']]))
  expect(store().form).toBeNull()
})

it('who waits no longer for a server gets nothing of it, and what comes later disturbs nothing', async () => {
  let give: (value: string) => void = () => {}
  const slow = new Promise<string>((resolve) => {
    give = resolve
  })
  const first = store().wait('Slow', slow)
  expect(store().asked).toBe('Slow')
  store().settle()
  expect(await first).toBeNull()
  const second = store().wait('Quick', new Promise<string>(() => {}))
  give('late')
  await slow
  expect(store().asked).toBe('Quick')
  store().settle()
  expect(await second).toBeNull()
  expect(store().asked).toBeNull()
})

it('a failure of the server is the caller’s, and nobody waits afterwards', async () => {
  await expect(store().wait('Broken', Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(store().asked).toBeNull()
})
