import { Archive, FolderInput, Trash2, Undo2, Upload, X } from 'lucide-react'
import { useNavigation } from '../../common/navigation/navigation'
import { formatNumber } from '../../ui/amounts'
import { IconButton } from '../../ui/IconButton'
import { useConversations } from './conversationsStore'
import { useList } from './listStore'
import { useSelection } from './selectionStore'
import { arrange } from './verbs'

/** What can be done with all that is chosen. */
export const SelectionBar = () => {
  const chosen = useSelection((selection) => selection.ids)
  const place = useConversations((store) => store.place)
  const { clear } = useSelection.getState()
  const ids = [...chosen]
  return (
    <div role="toolbar" aria-label="Selected conversations" className="selection-bar">
      <span role="status" className="selection-count">
        {formatNumber(ids.length)} selected
      </span>
      {place.type === 'trash' ? (
        <>
          <IconButton label="Put back" onClick={() => void arrange(ids, { type: 'restore' })}>
            <Undo2 size={16} />
          </IconButton>
          <IconButton
            label="Delete for ever…"
            onClick={() => useList.getState().confirm({ type: 'delete', conversationIds: ids, title: null })}
          >
            <Trash2 size={16} />
          </IconButton>
        </>
      ) : (
        <>
          {place.type === 'archive' ? (
            <IconButton label="Put back" onClick={() => void arrange(ids, { type: 'restore' })}>
              <Undo2 size={16} />
            </IconButton>
          ) : (
            <IconButton label="Archive" onClick={() => void arrange(ids, { type: 'archive' })}>
              <Archive size={16} />
            </IconButton>
          )}
          <IconButton label="Move to folder…" onClick={() => useNavigation.getState().openMove(ids)}>
            <FolderInput size={16} />
          </IconButton>
          <IconButton label="Export…" onClick={() => useNavigation.getState().openExport(ids)}>
            <Upload size={16} />
          </IconButton>
          <IconButton label="Move to trash" onClick={() => void arrange(ids, { type: 'trash' })}>
            <Trash2 size={16} />
          </IconButton>
        </>
      )}
      <IconButton label="Clear the selection" onClick={clear}>
        <X size={16} />
      </IconButton>
    </div>
  )
}
