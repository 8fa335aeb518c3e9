import type { Command } from '@shared/model/command'
import type { Draft } from '@shared/model/conversation'
import { Info, X } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import { useApp } from '../../common/appStore'
import { TroubleLine } from '../../common/failures/TroubleLine'
import { shownAccelerator } from '../../common/keys/accelerators'
import { isMac } from '../../common/keys/platform'
import { IconButton } from '../../ui/IconButton'
import { useCapture } from './captureStore'

const nothing = {
  selection: 'No text is selected, and none is on the clipboard.',
  clipboard: 'There is neither text nor a picture on the clipboard.',
  screen: '',
} as const

const none: readonly Command[] = []
const mostKeys = 9

/** Ctrl or Cmd with a digit takes the action of that number. */
const useActionKeys = (actions: readonly Command[], act: (command: Command) => Promise<void>): void => {
  useEffect(() => {
    if (actions.length === 0) return
    const press = (event: KeyboardEvent) => {
      const isCommand = (isMac ? event.metaKey : event.ctrlKey) && !event.altKey && !event.shiftKey
      // By its place: some layouts print signs there.
      const digit = /^Digit([1-9])$/.exec(event.code)?.[1]
      const command = isCommand && digit !== undefined ? actions[Number(digit) - 1] : undefined
      if (!command || event.repeat) return
      event.preventDefault()
      act(command).catch((error: unknown) => console.error('The action failed', error))
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [actions, act])
}

/** What takes the place of a selection is that text and no more: a prompt that does not say so is helped. */
const textAlone = (command: Command): Command =>
  command.result === 'show' || /\bonly\b/i.test(command.prompt)
    ? command
    : { ...command, prompt: `${command.prompt}\n\nGive only the new text.` }

interface Props {
  /** Something is in the field. */
  readonly hasAny: boolean
  readonly read: () => Draft
  /** Asks at once what a command makes of the field's words. */
  readonly onAct: (question: Draft, command: Command) => void
  /** The first nine have a key each. */
  readonly hasKeys?: boolean
}

/** Buttons beside what was captured: what to do with it at one press, or why nothing came. */
export const CaptureActions = ({ hasAny, read, onAct, hasKeys = false }: Props) => {
  const { isBrought, missing, trouble, settle } = useCapture()
  const commands = useApp((app) => app.settings?.lookActions)
  // Sent or taken out: the next question is one of its own.
  const hadAny = useRef(hasAny)
  useEffect(() => {
    // Not while it is still on its way into the field.
    if (hadAny.current && !hasAny) settle()
    hadAny.current = hasAny
  }, [hasAny, settle])
  const actions = useMemo(() => commands?.filter(({ withSelection }) => withSelection) ?? [], [commands])
  const isShown = trouble === null && missing === null && isBrought && hasAny && actions.length > 0
  const act = useCallback(
    async (command: Command) => {
      // Its blanks and its form are not needed before.
      const { fillOut } = await import('../commands/fillOut')
      const question = await fillOut(textAlone(command), read().text)
      if (question) onAct(question, command)
    },
    [read, onAct],
  )
  useActionKeys(isShown && hasKeys ? actions : none, act)
  if (trouble) return <TroubleLine trouble={trouble} onClose={settle} />
  if (missing !== null) {
    return (
      <div role="status" className="trouble is-calm">
        <Info size={16} aria-hidden="true" />
        <p>{nothing[missing]}</p>
        <IconButton label="Dismiss" onClick={settle}>
          <X size={15} />
        </IconButton>
      </div>
    )
  }
  if (!isShown) return null
  return (
    <fieldset className="capture-actions">
      <legend className="visually-hidden">What to do with it</legend>
      {actions.map((command, index) => (
        <button
          key={command.id}
          type="button"
          className="capture-action"
          aria-keyshortcuts={
            hasKeys && index < mostKeys ? `${isMac ? 'Meta' : 'Control'}+${index + 1}` : undefined
          }
          onClick={() => void act(command)}
        >
          {command.name}
          {hasKeys && index < mostKeys && (
            <kbd data-keys={shownAccelerator(`CmdOrCtrl+${index + 1}`, isMac)} />
          )}
        </button>
      ))}
    </fieldset>
  )
}
