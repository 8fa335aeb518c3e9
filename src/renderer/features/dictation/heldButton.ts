import type { KeyboardEvent, PointerEvent } from 'react'

interface Hold {
  press(): void
  release(): void
}

const isPressing = ({ key }: Pick<KeyboardEvent, 'key'>): boolean => key === ' ' || key === 'Enter'

/** A button that is held by pointer or key, and that a screen reader only clicks. */
export const heldButton = ({ press, release }: Hold) => {
  // The pointer comes before its click, which is then no second press.
  let isClickTold = false
  return {
    onPointerDown: (event: PointerEvent<HTMLButtonElement>) => {
      if (event.button !== 0) return
      event.currentTarget.setPointerCapture(event.pointerId)
      isClickTold = true
      press()
    },
    onPointerUp: () => release(),
    onPointerCancel: () => release(),
    onKeyDown: (event: KeyboardEvent) => {
      if (!isPressing(event)) return
      event.preventDefault()
      if (!event.repeat) press()
    },
    onKeyUp: (event: KeyboardEvent) => {
      if (!isPressing(event)) return
      event.preventDefault()
      release()
    },
    // Once the focus is elsewhere, no event tells when this key comes up.
    onBlur: () => release(),
    onClick: () => {
      if (!isClickTold) {
        press()
        release()
      }
      isClickTold = false
    },
  }
}
