import type { Command } from '@shared/model/command'
import type { Draft } from '@shared/model/conversation'
import { Info, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useApp } from '../../common/appStore'
import { TroubleLine } from '../../common/failures/TroubleLine'
import { IconButton } from '../../ui/IconButton'
import { useCapture } from './captureStore'

const nothing = {
  selection: 'No text is selected, and none is on the clipboard.',
  clipboard: 'There is neither text nor a picture on the clipboard.',
  screen: '',
} as const

interface Props {
  /** Something is in the field. */
  readonly hasAny: boolean
  readonly read: () => Draft
  /** Asks at once what a command makes of the field's words. */
  readonly onAct: (question: Draft) => void
}

/** Buttons beside what was captured: what to do with it at one press, or why nothing came. */
export const CaptureActions = ({ hasAny, read, onAct }: Props) => {
  const { isBrought, missing, trouble, settle } = useCapture()
  const commands = useApp((app) => app.settings?.lookActions)
  // Sent or taken out: the next question is one of its own.
  const hadAny = useRef(hasAny)
  useEffect(() => {
    // Not while it is still on its way into the field.
    if (hadAny.current && !hasAny) settle()
    hadAny.current = hasAny
  }, [hasAny, settle])
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
  const actions = commands?.filter(({ withSelection }) => withSelection) ?? []
  if (!isBrought || !hasAny || actions.length === 0) return null
  const act = async (command: Command) => {
    // Its blanks and its form are not needed before.
    const { fillOut } = await import('../commands/fillOut')
    const question = await fillOut(command, read().text)
    if (question) onAct(question)
  }
  return (
    <fieldset className="capture-actions">
      <legend className="visually-hidden">What to do with it</legend>
      {actions.map((command) => (
        <button key={command.id} type="button" className="capture-action" onClick={() => void act(command)}>
          {command.name}
        </button>
      ))}
    </fieldset>
  )
}
