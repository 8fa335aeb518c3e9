import type { HotkeyName } from '@shared/ipc/quick'
import type { HotkeyStatus } from '@shared/model/hotkey'
import { CircleCheck, CircleDashed, CircleOff, TriangleAlert, X } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import { client } from '../../ipc/client'
import { IconButton } from '../../ui/IconButton'
import { shownAccelerator } from './accelerators'
import { type HotkeyObjection, hotkeyOf } from './hotkeys'
import { isMac } from './platform'
import { ShortcutKey } from './ShortcutKey'
import { useHotkeyPresses } from './useHotkey'

interface Props {
  readonly which?: HotkeyName
  /** How it is called, in settings that have several. */
  readonly title?: string
  /** The keys of the other hotkeys: none does two things. */
  readonly others: readonly (string | null)[]
  readonly status: HotkeyStatus
  readonly onChange: (accelerator: string | null) => void
}

const strong = isMac ? 'Command, Control or Option' : 'Ctrl, Alt or the system key'
const objectionWords: Readonly<Record<HotkeyObjection | 'other', string>> = {
  other: 'That is another hotkey of Parley’s. Press a different one.',
  modifier: `Hold ${strong} with the key, or press a function key.`,
  common: 'Every program uses that one itself. Hold Shift or a second key like it as well.',
  character:
    'Press a letter, a digit, a function key, an arrow or Space: signs sit elsewhere on other keyboards.',
  foreign:
    'This keyboard layout has no Latin letter there. Press Space, a digit or a function key, or change the layout first.',
}

/** What is known of it, and what to do. */
const wordsOf = ({ accelerator, state, reason }: HotkeyStatus, shown: string, which: HotkeyName): string => {
  // Only the quick question can be called in another way.
  const byDesktop = which === 'quick' ? ' Use a shortcut of your desktop, as below.' : ''
  switch (state) {
    case 'off':
      return 'Off. Choose it and press the keys that you want.'
    case 'untried':
      return `Not tried yet. Press ${shown} now: here you see whether it arrives.`
    case 'works':
      return 'Works: your press arrived.'
    case 'taken':
      return `${shown} is taken by another program. Choose it and press another one, or free it there and try again.`
    case 'unsupported':
      switch (reason) {
        case 'key':
          return `There is no such hotkey as ${accelerator} on this system. Choose it and press another one.`
        case 'unheard':
          return `Not supported here: the system said yes, but ${shown} went to the window in front instead.${byDesktop}`
        case 'display':
          return `Not supported here: this desktop (Wayland) gives Parley no keys while another program is in front.${byDesktop}`
        default:
          return `Not supported here: the desktop did not give Parley this hotkey. Press another one.${byDesktop}`
      }
  }
}

const icons = {
  off: CircleOff,
  untried: CircleDashed,
  works: CircleCheck,
  taken: TriangleAlert,
  unsupported: TriangleAlert,
} as const

const names: readonly HotkeyName[] = ['quick', 'capture', 'dictation']

/** A key that works from anywhere: changed by pressing the new one, and honest about itself. */
export const HotkeyField = ({ which = 'quick', title = 'Hotkey', others, status, onChange }: Props) => {
  const { accelerator, state, reason } = status
  const [isListening, setListening] = useState(false)
  const [objection, setObjection] = useState<HotkeyObjection | 'other' | null>(null)
  const shown = accelerator === null ? 'None' : shownAccelerator(accelerator, isMac)
  const Icon = icons[state]

  const choose = (next: string | null) => {
    setListening(false)
    const isOther = next !== null && others.includes(next)
    setObjection(isOther ? 'other' : null)
    if (isOther) return
    if (next !== accelerator) onChange(next)
  }
  // The one that is set does not reach the page: main tells that it was pressed.
  useHotkeyPresses(
    which,
    isListening,
    useCallback(() => {
      setListening(false)
      setObjection(null)
    }, []),
  )

  // The others' keys would otherwise do what they do while they are tried here.
  const pressOther = useCallback(() => {
    setListening(false)
    setObjection('other')
  }, [])
  const [one = 'quick', another = 'quick'] = names.filter((name) => name !== which)
  useHotkeyPresses(one, isListening, pressOther)
  useHotkeyPresses(another, isListening, pressOther)

  // The very keys in this page, although they should be ours everywhere: then they are ours nowhere.
  useEffect(() => {
    if (isListening || accelerator === null) return
    const press = (event: KeyboardEvent) => {
      const pressed = hotkeyOf(event, isMac)
      if (!pressed || !('accelerator' in pressed) || pressed.accelerator !== accelerator) return
      event.preventDefault()
      client.call('quick.goneAstray', { which }).catch((error: unknown) => console.error('Not told', error))
    }
    document.addEventListener('keydown', press, { capture: true })
    return () => document.removeEventListener('keydown', press, { capture: true })
  }, [which, accelerator, isListening])

  const mayTryAgain =
    state === 'taken' || (state === 'unsupported' && reason !== 'key' && reason !== 'display')
  return (
    <div id={`hotkey-${which}`} className="field">
      <div className="hotkey-row">
        <span className="field-label">{title}</span>
        {accelerator !== null && (
          <IconButton
            label={which === 'quick' ? 'Switch off the hotkey' : `Switch off: ${title}`}
            onClick={() => choose(null)}
          >
            <X size={15} />
          </IconButton>
        )}
        <ShortcutKey
          title={title}
          shown={shown}
          isListening={isListening}
          onListen={(next) => {
            setListening(next)
            if (next) setObjection(null)
          }}
          onPress={(event) => {
            const pressed = hotkeyOf(event, isMac)
            if (pressed && 'accelerator' in pressed) choose(pressed.accelerator)
            else if (pressed) setObjection(pressed.objection)
          }}
        />
      </div>
      <p role="status" className="hotkey-state" data-state={state}>
        <Icon size={15} aria-hidden="true" />
        <span>{wordsOf(status, shown, which)}</span>
        {mayTryAgain && (
          <button
            type="button"
            className="button small"
            onClick={() =>
              client
                .call('quick.tryAgain', { which })
                .catch((error: unknown) => console.error('Not asked', error))
            }
          >
            Try again
          </button>
        )}
      </p>
      {objection !== null && (
        <p role="alert" className="field-error">
          {objectionWords[objection]}
        </p>
      )}
    </div>
  )
}
