import { RotateCcw, X } from 'lucide-react'
import { useState } from 'react'
import { useApp } from '../../common/appStore'
import { acceleratorOf, objectionTo, shownAccelerator } from '../../common/keys/accelerators'
import { isMac } from '../../common/keys/platform'
import { ShortcutKey } from '../../common/keys/ShortcutKey'
import {
  acceleratorFor,
  type Changes,
  type CommandId,
  commandFor,
  commandIds,
  commands,
  withShortcut,
} from '../../common/keys/shortcuts'
import { useNavigation } from '../../common/navigation/navigation'
import { Dialog } from '../../ui/Dialog'
import { IconButton } from '../../ui/IconButton'

const groups = ['Conversations', 'This conversation', 'Parley'] as const
const noChanges: Changes = {}

interface Problem {
  readonly id: CommandId
  readonly words: string
}

interface RowProps {
  readonly id: CommandId
  readonly changes: Changes
  readonly isListening: boolean
  readonly problem: string | null
  readonly onListen: (isListening: boolean) => void
  readonly onPress: (accelerator: string) => void
  readonly onSet: (accelerator: string | null) => void
}

const Row = ({ id, changes, isListening, problem, onListen, onPress, onSet }: RowProps) => {
  const accelerator = acceleratorFor(id, changes)
  const { title } = commands[id]
  const shown = accelerator === null ? 'None' : shownAccelerator(accelerator, isMac)
  return (
    <li className="shortcut-row">
      <span className="shortcut-title">{title}</span>
      {id in changes && (
        <IconButton label={`Reset ${title}`} onClick={() => onSet(commands[id].accelerator)}>
          <RotateCcw size={15} />
        </IconButton>
      )}
      {accelerator !== null && (
        <IconButton label={`Switch off ${title}`} onClick={() => onSet(null)}>
          <X size={15} />
        </IconButton>
      )}
      <ShortcutKey
        title={title}
        shown={shown}
        isListening={isListening}
        onListen={onListen}
        onPress={(event) => {
          const pressed = acceleratorOf(event, isMac)
          if (pressed !== null) onPress(pressed)
        }}
      />
      {problem !== null && (
        <p role="alert" className="field-error shortcut-problem">
          {problem}
        </p>
      )}
    </li>
  )
}

/** All shortcuts on one screen; each is changed by pressing the new one. */
export const ShortcutsDialog = () => {
  const changes = useApp((app) => app.settings?.shortcuts) ?? noChanges
  const update = useApp((app) => app.update)
  const closeDialog = useNavigation((navigation) => navigation.closeDialog)
  const [listening, setListening] = useState<CommandId | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)

  const keep = (id: CommandId, next: Changes) => {
    setProblem(null)
    setListening(null)
    update({ shortcuts: next }).catch((error: unknown) => {
      console.error('Shortcuts could not be kept', error)
      setProblem({ id, words: 'This could not be saved. Try again.' })
    })
  }
  const set = (id: CommandId, accelerator: string | null) => {
    const other = accelerator === null ? null : commandFor(accelerator, changes)
    if (accelerator !== null && other !== null && other !== id) {
      const shown = shownAccelerator(accelerator, isMac)
      setProblem({
        id,
        words: `${shown} is taken by “${commands[other].title}”. Press another one, or switch that one off first.`,
      })
      return
    }
    keep(id, withShortcut(changes, id, accelerator))
  }
  const press = (id: CommandId, accelerator: string) => {
    const objection = objectionTo(accelerator)
    if (objection === null) return set(id, accelerator)
    const words =
      objection === 'editing'
        ? `${shownAccelerator(accelerator, isMac)} is needed for editing text. Press another one.`
        : `Hold ${isMac ? 'Command or Option' : 'Ctrl or Alt'} with the key, or press a function key.`
    setProblem({ id, words })
  }

  return (
    <Dialog title="Keyboard shortcuts" className="is-shortcuts" onClose={closeDialog}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroller must be reachable by keyboard */}
      <div className="dialog-body" tabIndex={0}>
        <p className="dialog-words">Choose a shortcut to change it, then press the new one.</p>
        {groups.map((group) => (
          <section key={group} className="shortcut-group" aria-label={group}>
            <h3>{group}</h3>
            <ul>
              {commandIds
                .filter((id) => commands[id].group === group)
                .map((id) => (
                  <Row
                    key={id}
                    id={id}
                    changes={changes}
                    isListening={listening === id}
                    problem={problem?.id === id ? problem.words : null}
                    onListen={(isListening) => {
                      setListening((now) => (isListening ? id : now === id ? null : now))
                      if (isListening) setProblem(null)
                    }}
                    onPress={(accelerator) => press(id, accelerator)}
                    onSet={(accelerator) => set(id, accelerator)}
                  />
                ))}
            </ul>
          </section>
        ))}
        <button
          type="button"
          className="button"
          disabled={Object.keys(changes).length === 0}
          onClick={() => keep('shortcuts', {})}
        >
          Reset all shortcuts
        </button>
      </div>
    </Dialog>
  )
}
