import type { KeyboardEvent, PointerEvent } from 'react'
import { beforeEach, expect, it } from 'vitest'
import { heldButton } from '../../../../../src/renderer/features/dictation/heldButton'

let told: string[]
let button: ReturnType<typeof heldButton>
beforeEach(() => {
  told = []
  button = heldButton({ press: () => told.push('press'), release: () => told.push('release') })
})

const key = (name: string, repeat = false) =>
  ({ key: name, repeat, preventDefault: () => {} }) as unknown as KeyboardEvent
const pointer = (which: number) =>
  ({
    button: which,
    pointerId: 1,
    currentTarget: { setPointerCapture: () => {} },
  }) as unknown as PointerEvent<HTMLButtonElement>

it('is held by the pointer, whose click is no second press, and by Space or Enter, which repeat', () => {
  button.onPointerDown(pointer(0))
  button.onPointerUp()
  button.onClick()
  button.onPointerDown(pointer(2))
  expect(told).toEqual(['press', 'release'])
  button.onKeyDown(key(' '))
  button.onKeyDown(key(' ', true))
  button.onKeyUp(key(' '))
  button.onKeyDown(key('a'))
  expect(told).toEqual(['press', 'release', 'press', 'release'])
})

it('is let go when the keys go elsewhere while it is held', () => {
  button.onKeyDown(key('Enter'))
  button.onBlur()
  expect(told).toEqual(['press', 'release'])
})

it('a mere click is a short press, after keys too', () => {
  button.onClick()
  button.onKeyDown(key(' '))
  button.onKeyUp(key(' '))
  button.onClick()
  expect(told).toEqual(['press', 'release', 'press', 'release', 'press', 'release'])
})
