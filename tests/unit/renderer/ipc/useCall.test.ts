import { expect, it, vi } from 'vitest'
import { takeUnlessLeft } from '../../../../src/renderer/ipc/useCall'

it('an answer is taken', async () => {
  const taken: string[] = []
  takeUnlessLeft(Promise.resolve('a'), (value) => taken.push(value), 'It failed')
  await Promise.resolve()
  expect(taken).toEqual(['a'])
})

it('an answer that comes after the component has left is dropped, so that the newest call wins', async () => {
  const taken: string[] = []
  const take = (value: string) => taken.push(value)
  const leave = takeUnlessLeft(Promise.resolve('older'), take, 'It failed')
  leave()
  takeUnlessLeft(Promise.resolve('newer'), take, 'It failed')
  await Promise.resolve()
  expect(taken).toEqual(['newer'])
})

it('a failure is logged, also after the component has left, and nothing is taken', async () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => {})
  const fault = new Error('down')
  const take = vi.fn()
  takeUnlessLeft(Promise.reject(fault), take, 'Voices could not be listed')()
  await vi.waitFor(() => expect(told).toHaveBeenCalledWith('Voices could not be listed', fault))
  expect(take).not.toHaveBeenCalled()
})
