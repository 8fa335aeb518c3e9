import { Pencil } from 'lucide-react'
import { IconButton } from '../../ui/IconButton'
import { useEditing } from './editing'
import { MoreButton } from './MoreButton'
import { SiblingWalker } from './SiblingWalker'

interface Props {
  readonly messageId: string
}

/** Under a question: edit, and its versions. */
export const UserActions = ({ messageId }: Props) => {
  const begin = useEditing((editing) => editing.begin)
  return (
    <div className="actions">
      <SiblingWalker messageId={messageId} />
      <IconButton label="Edit" onClick={() => begin(messageId)}>
        <Pencil size={15} />
      </IconButton>
      <MoreButton messageId={messageId} />
    </div>
  )
}
