import type { KeyboardEvent } from 'react'

interface Props {
  /** What it is the shortcut of. */
  readonly title: string
  /** The shortcut as the user reads it. */
  readonly shown: string
  readonly isListening: boolean
  readonly onListen: (isListening: boolean) => void
  /** A key was pressed while it listens. */
  readonly onPress: (event: globalThis.KeyboardEvent) => void
}

/**
 * A shortcut that is changed by choosing it and pressing the new one. Tab goes on, Escape leaves it as it
 * was.
 */
export const ShortcutKey = ({ title, shown, isListening, onListen, onPress }: Props) => (
  <button
    type="button"
    className="shortcut-key"
    aria-label={`${title}: ${isListening ? 'press the new shortcut' : shown}`}
    aria-pressed={isListening}
    data-keeps-escape={isListening || undefined}
    onClick={() => onListen(!isListening)}
    onBlur={() => onListen(false)}
    onKeyDown={(event: KeyboardEvent<HTMLButtonElement>) => {
      if (!isListening || event.key === 'Tab') return
      event.preventDefault()
      event.stopPropagation()
      if (event.key === 'Escape') onListen(false)
      else onPress(event.nativeEvent)
    }}
  >
    {isListening ? 'Press keys…' : shown}
  </button>
)
