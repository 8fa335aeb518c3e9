import { describe, expect, it } from 'vitest'
import { type Key, wantsToSend } from '../../../../../src/renderer/common/keys/wantsToSend'

const enter: Key = { key: 'Enter', keyCode: 13, isComposing: false, shiftKey: false, altKey: false }

describe('Enter in the composer', () => {
  it('sends', () => expect(wantsToSend(enter)).toBe(true))
  it('breaks the line with Shift', () => expect(wantsToSend({ ...enter, shiftKey: true })).toBe(false))
  it('belongs to the input method while it composes', () =>
    expect(wantsToSend({ ...enter, isComposing: true })).toBe(false))
  it('belongs to the input method also where only the code says so', () =>
    expect(wantsToSend({ ...enter, keyCode: 229 })).toBe(false))
  it('is the only key that sends', () => expect(wantsToSend({ ...enter, key: 'a' })).toBe(false))
})
