import { type Command, defaultCommands, mostCommands } from '@shared/model/command'
import { mergeCommands } from '@shared/model/mergeCommands'
import type { Settings } from '@shared/model/settings'
import { Plus } from 'lucide-react'
import { useRef, useState } from 'react'
import { useOutcome } from '../../common/failures/useOutcome'
import { moved } from '../../common/fields/moved'
import { OrderButtons } from '../../common/fields/OrderButtons'
import { SettingsGroup } from '../../common/fields/SettingsGroup'
import { useUpdate } from '../../common/fields/useUpdate'
import { client } from '../../ipc/client'
import { FieldRow } from '../../ui/FieldRow'
import { useFocusAfterMove } from '../../ui/focusAfterMove'
import { CommandEditor } from './CommandEditor'
import { importedWords, savedWords } from './commandWords'
import { slugOf } from './entries'
import './commands.css'

const emptyCommand = { name: '', prompt: '', withSelection: true, result: 'show' } as const

/** The user's commands: made, changed, put in order, taken elsewhere and brought in. */
export const CommandSettings = ({ settings }: { readonly settings: Settings }) => {
  const { update, error } = useUpdate()
  const { outcome, run } = useOutcome()
  const [editing, setEditing] = useState<string | null>(null)
  /** The commands as they were before one was deleted. */
  const [before, setBefore] = useState<{ readonly name: string; readonly commands: Command[] } | null>(null)
  const list = useRef<HTMLUListElement>(null)
  const { lookActions: commands } = settings
  const ids = commands.map(({ id }) => id)
  const isNew = editing !== null && !ids.includes(editing)
  const missing = defaultCommands.filter((each) => !ids.includes(each.id))

  const noteMove = useFocusAfterMove(list, ids)

  const change = (next: readonly Command[]) => {
    setBefore(null)
    update({ lookActions: [...next] })
  }
  const move = (id: string, step: 1 | -1) => {
    const order = moved(ids, id, step)
    if (!order) return
    noteMove(id, step)
    change(order.flatMap((each) => commands.find((command) => command.id === each) ?? []))
  }
  const leave = () => {
    setEditing(null)
    list.current?.focus()
  }
  const keep = (command: Command) => {
    change(isNew ? [...commands, command] : commands.map((each) => (each.id === command.id ? command : each)))
    leave()
  }
  const remove = ({ id, name }: Command) => {
    change(commands.filter((each) => each.id !== id))
    setBefore({ name, commands })
    list.current?.focus()
  }
  const editor = (command: Command) => (
    <li key={command.id} className="assistant is-open">
      <CommandEditor command={command} onKeep={keep} onLeave={leave} />
    </li>
  )
  return (
    <SettingsGroup section="commands" title="Commands" error={error}>
      <FieldRow
        label="Your commands"
        hint="Type / where you ask, here or in the quick window."
        more="A command is a saved prompt. It can hold blanks that are filled when you take it: the text that is selected in another program, the clipboard, today’s date, something that you are asked for, or a choice. Those shown with selected text stand beside what you bring in from the screen, too."
        below={
          <>
            <ul ref={list} className="assistants" aria-label="Commands" tabIndex={-1}>
              {commands.map((command, index) => {
                const { id, name } = command
                return id === editing ? (
                  editor(command)
                ) : (
                  <li key={id} className="assistant">
                    <span className="assistant-name">
                      {name} <span className="command-slug-hint">/{slugOf(name)}</span>
                    </span>
                    <OrderButtons
                      id={id}
                      name={name}
                      index={index}
                      count={commands.length}
                      onMove={(by) => move(id, by)}
                      onEdit={() => setEditing(id)}
                      onDelete={() => remove(command)}
                    />
                  </li>
                )
              })}
              {isNew && editor({ ...emptyCommand, id: editing })}
            </ul>
            <p
              role={outcome?.kind === 'failed' ? 'alert' : 'status'}
              className={`outcome is-${outcome?.kind}`}
            >
              {outcome?.words}
            </p>
            {before && (
              <p role="status" className="outcome">
                {before.name} was deleted.{' '}
                <button type="button" className="text-button" onClick={() => change(before.commands)}>
                  Undo
                </button>
              </p>
            )}
          </>
        }
      >
        <button
          type="button"
          className="button small"
          disabled={commands.length >= mostCommands || isNew}
          onClick={() => setEditing(crypto.randomUUID())}
        >
          <Plus size={14} aria-hidden="true" /> New command
        </button>
        <button
          type="button"
          className="button small quiet"
          onClick={() =>
            void run(async () => {
              setBefore(null)
              const done = await client.call('commands.import', {})
              return done && importedWords(done)
            })
          }
        >
          Import commands…
        </button>
        <button
          type="button"
          className="button small quiet"
          disabled={commands.length === 0}
          onClick={() =>
            void run(async () => {
              const done = await client.call('commands.export', {})
              return done && savedWords(done.count)
            })
          }
        >
          Export commands…
        </button>
        {missing.length > 0 && (
          <button
            type="button"
            className="button small quiet"
            onClick={() => {
              const ownIds = missing.map(({ id }) => id)
              change(mergeCommands(commands, missing, () => ownIds.shift() ?? crypto.randomUUID()).commands)
            }}
          >
            Restore built-in
          </button>
        )}
      </FieldRow>
    </SettingsGroup>
  )
}
