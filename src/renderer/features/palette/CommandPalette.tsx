import type { Conversation } from '@shared/model/conversation'
import { searchPageSize } from '@shared/model/search'
import { Command } from 'cmdk'
import { useState } from 'react'
import { useApp } from '../../common/appStore'
import { fits } from '../../common/fields/fits'
import { shownAccelerator } from '../../common/keys/accelerators'
import { isMac } from '../../common/keys/platform'
import {
  acceleratorFor,
  type Changes,
  type CommandId,
  commandIds,
  commands,
} from '../../common/keys/shortcuts'
import { useNavigation } from '../../common/navigation/navigation'
import { client } from '../../ipc/client'
import { useCall } from '../../ipc/useCall'
import { afterClosing } from '../../ui/afterClosing'
import { Dialog } from '../../ui/Dialog'

const noChanges: Changes = {}
const mostConversations = 8

interface Entry {
  readonly id: string
  readonly messageId: string | null
  readonly title: string
}

const noEntries: readonly Entry[] = []

const asEntry = ({ id, title }: Conversation): Entry => ({ id, messageId: null, title })

const findEntries = async (query: string): Promise<readonly Entry[]> => {
  if (query === '') {
    const newest = await client.call('conversations.list', { limit: mostConversations, after: null })
    return newest.conversations.map(asEntry)
  }
  const { hits } = await client.call('conversations.search', { query, limit: searchPageSize })
  const byId = new Map<string, Entry>()
  for (const { conversationId: id, messageId, conversationTitle: title } of hits) {
    if (!byId.has(id)) byId.set(id, { id, messageId, title })
  }
  return [...byId.values()].slice(0, mostConversations)
}

/** Conversations for the words: the newest without any, otherwise what the search finds, each once. */
const useEntries = (query: string): readonly Entry[] =>
  useCall(() => findEntries(query), [query], 'Conversations could not be found') ?? noEntries

/** Every command and conversation from the keyboard. */
export const CommandPalette = ({ run }: { readonly run: (command: CommandId) => void }) => {
  const [words, setWords] = useState('')
  const changes = useApp((app) => app.settings?.shortcuts) ?? noChanges
  const closeDialog = useNavigation((navigation) => navigation.closeDialog)
  const query = words.trim()
  const entries = useEntries(query)
  const fitting = commandIds.filter((id) => id !== 'palette' && fits(commands[id].title, query))

  const choose = (work: () => void) => {
    closeDialog()
    afterClosing(work)
  }
  return (
    <Dialog title="Command palette" className="is-palette" onClose={closeDialog}>
      <Command label="Command palette" shouldFilter={false} loop>
        <Command.Input
          autoFocus
          value={words}
          onValueChange={setWords}
          maxLength={300}
          placeholder="Type a command or look for a conversation"
        />
        <Command.List label="Commands and conversations">
          <Command.Empty>Nothing found.</Command.Empty>
          {fitting.length > 0 && (
            <Command.Group heading="Commands">
              {fitting.map((id) => {
                const accelerator = acceleratorFor(id, changes)
                return (
                  <Command.Item key={id} value={`command ${id}`} onSelect={() => choose(() => run(id))}>
                    <span>{commands[id].title}</span>
                    {accelerator !== null && <kbd>{shownAccelerator(accelerator, isMac)}</kbd>}
                  </Command.Item>
                )
              })}
            </Command.Group>
          )}
          {entries.length > 0 && (
            <Command.Group heading={query === '' ? 'Recent conversations' : 'Conversations'}>
              {entries.map(({ id, messageId, title }) => (
                <Command.Item
                  key={id}
                  value={`conversation ${id}`}
                  onSelect={() =>
                    choose(() =>
                      useNavigation
                        .getState()
                        .openConversation(id, messageId === null ? undefined : { messageId }),
                    )
                  }
                >
                  <span>{title}</span>
                </Command.Item>
              ))}
            </Command.Group>
          )}
        </Command.List>
      </Command>
    </Dialog>
  )
}
