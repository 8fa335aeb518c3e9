import { Command } from 'cmdk'
import { useState } from 'react'
import { fits } from '../../common/fields/fits'
import { useNavigation } from '../../common/navigation/navigation'
import { Dialog } from '../../ui/Dialog'
import { useConversations } from './conversationsStore'
import { arrange, createFolder } from './verbs'

/** Chooses or makes the folder that conversations go into. */
export const MoveDialog = ({ conversationIds }: { readonly conversationIds: readonly string[] }) => {
  const [words, setWords] = useState('')
  const folders = useConversations((store) => store.folders) ?? []
  const closeDialog = useNavigation((navigation) => navigation.closeDialog)
  const name = words.trim()
  const fitting = folders.filter((folder) => fits(folder.name, name))
  const isKnown = folders.some((folder) => folder.name === name)
  const move = async (folderId: string | null) => {
    closeDialog()
    await arrange(conversationIds, { type: 'move', folderId })
  }
  const make = async () => {
    closeDialog()
    const folder = await createFolder(name)
    if (folder) await arrange(conversationIds, { type: 'move', folderId: folder.id })
  }
  return (
    <Dialog title="Move to folder" className="is-palette" onClose={closeDialog}>
      <Command label="Move to folder" shouldFilter={false} loop>
        <Command.Input
          autoFocus
          value={words}
          onValueChange={setWords}
          maxLength={100}
          placeholder="Type the name of a folder, or of a new one"
        />
        <Command.List label="Folders">
          {fitting.map((folder) => (
            <Command.Item key={folder.id} value={folder.id} onSelect={() => void move(folder.id)}>
              <span>{folder.name}</span>
            </Command.Item>
          ))}
          {name !== '' && !isKnown && (
            <Command.Item value="new folder" onSelect={() => void make()}>
              <span>Make folder “{name}”</span>
            </Command.Item>
          )}
          {name === '' && (
            <Command.Item value="no folder" onSelect={() => void move(null)}>
              <span>No folder</span>
            </Command.Item>
          )}
        </Command.List>
      </Command>
    </Dialog>
  )
}
