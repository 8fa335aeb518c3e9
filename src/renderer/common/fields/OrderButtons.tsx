import { ArrowDown, ArrowUp, Pencil, Trash2 } from 'lucide-react'
import { IconButton } from '../../ui/IconButton'

interface Props {
  readonly id: string
  readonly name: string
  /** Its place in the list, from 0. */
  readonly index: number
  readonly count: number
  /** By one place: -1 is up. `data-move` finds the button again once the list was drawn anew. */
  readonly onMove: (by: -1 | 1) => void
  readonly onEdit: () => void
  readonly onDelete: () => void
}

/** What the user does with one thing of a list that they order. */
export const OrderButtons = ({ id, name, index, count, onMove, onEdit, onDelete }: Props) => (
  <>
    <IconButton
      label={`Move ${name} up`}
      data-move={`${id} -1`}
      disabled={index === 0}
      onClick={() => onMove(-1)}
    >
      <ArrowUp size={15} />
    </IconButton>
    <IconButton
      label={`Move ${name} down`}
      data-move={`${id} 1`}
      disabled={index === count - 1}
      onClick={() => onMove(1)}
    >
      <ArrowDown size={15} />
    </IconButton>
    <IconButton label={`Edit ${name}`} onClick={onEdit}>
      <Pencil size={14} />
    </IconButton>
    <IconButton label={`Delete ${name}`} onClick={onDelete}>
      <Trash2 size={15} />
    </IconButton>
  </>
)
