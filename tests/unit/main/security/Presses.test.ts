import type { WebContents } from 'electron'
import { expect, test } from 'vitest'
import { Presses } from '../../../../src/main/security/Presses'

const make = ({ isAssisted = false } = {}) => {
  const clock = { now: 0 }
  const presses = new Presses({ now: () => clock.now, isAssisted: () => isAssisted })
  const listeners = new Map<number, Map<string, (...given: unknown[]) => void>>()
  const open = (id: number) => {
    const own = new Map<string, (...given: unknown[]) => void>()
    listeners.set(id, own)
    const on = (name: string, listener: (...given: unknown[]) => void) => own.set(name, listener)
    presses.follow({ id, on, once: on } as unknown as Pick<WebContents, 'id' | 'on' | 'once'>)
  }
  const input = (id: number, type: string, modifiers: readonly string[] = []) =>
    listeners.get(id)?.get('input-event')?.({}, { type, modifiers })
  open(1)
  open(2)
  return { presses, clock, input, end: (id: number) => listeners.get(id)?.get('destroyed')?.() }
}

test.each(['mouseDown', 'mouseUp', 'rawKeyDown', 'keyDown', 'touchStart'])(
  '%s asks for one act, in its own window',
  (type) => {
    const { presses, input } = make()
    expect(presses.spend(1)).toBe(false)
    input(1, type)
    expect(presses.spend(2)).toBe(false)
    expect(presses.spend(1)).toBe(true)
    expect(presses.spend(1)).toBe(false)
    input(1, type)
    expect(presses.spend(1)).toBe(true)
  },
)

test.each([
  'mouseMove',
  'mouseWheel',
  'mouseEnter',
  'keyUp',
  'char',
  'touchEnd',
  'gestureTap',
  'gestureScrollUpdate',
  'undefined',
])('%s asks for nothing', (type) => {
  const { presses, input } = make()
  input(1, type)
  expect(presses.spend(1)).toBe(false)
  expect(presses.isSince(1, -1)).toBe(false)
})

test('a press is fresh for some seconds, and gone with its window', () => {
  const { presses, clock, input, end } = make()
  input(1, 'rawKeyDown')
  clock.now = 5_000
  expect(presses.spend(1)).toBe(true)
  input(1, 'rawKeyDown')
  clock.now = 10_001
  expect(presses.spend(1)).toBe(false)
  input(2, 'rawKeyDown')
  end(2)
  expect(presses.spend(2)).toBe(false)
})

test('a press that was spent was still made', () => {
  const { presses, clock, input } = make()
  clock.now = 10
  input(1, 'mouseDown')
  presses.spend(1)
  expect(presses.isSince(1, 9)).toBe(true)
  expect(presses.isSince(1, 10)).toBe(false)
  expect(presses.isSince(2, 9)).toBe(false)
})

test('with an assistive technology, whose clicks are no input events, no press is asked for', () => {
  const { presses } = make({ isAssisted: true })
  expect(presses.spend(1)).toBe(true)
  expect(presses.spend(1)).toBe(true)
  expect(presses.isSince(1, 1e9)).toBe(true)
})

test('one press of a key or the screen is one act, however many events it makes', () => {
  const { presses, input } = make()
  for (const [first, ...others] of [
    ['rawKeyDown', 'keyDown', 'char', 'keyUp'],
    ['touchStart', 'touchEnd', 'gestureTap'],
  ]) {
    input(1, first ?? '')
    expect(presses.spend(1)).toBe(true)
    for (const type of others) input(1, type)
    expect(presses.spend(1)).toBe(false)
  }
  input(1, 'rawKeyDown', ['isautorepeat'])
  expect(presses.spend(1)).toBe(false)
})
