import { type RefObject, useEffect, useRef } from 'react'

/**
 * A row that moves loses the focus: it goes back to the button that was pressed, so that it can be pressed
 * again. Those buttons carry `data-move="ID STEP"`. Returns what notes the press.
 */
export const useFocusAfterMove = (
  list: RefObject<HTMLElement | null>,
  ids: readonly string[],
): ((id: string, step: 1 | -1) => void) => {
  const pressed = useRef<string | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each new order
  useEffect(() => {
    if (pressed.current === null) return
    const buttons = [...(list.current?.querySelectorAll<HTMLButtonElement>('[data-move]') ?? [])]
    buttons.find((button) => button.dataset.move === pressed.current && !button.disabled)?.focus()
    pressed.current = null
  }, [ids.join(' ')])
  return (id, step) => {
    pressed.current = `${id} ${step}`
  }
}
