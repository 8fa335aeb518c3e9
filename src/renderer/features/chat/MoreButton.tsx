import { Ellipsis } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { IconButton } from '../../ui/IconButton'

// Menus are loaded with the first use: the conversation must be there before them.
const MessageMenu = lazy(() => import('./MessageMenu').then((module) => ({ default: module.MessageMenu })))

interface Props {
  readonly messageId: string
}

/** The menu of a message. */
export const MoreButton = ({ messageId }: Props) => {
  const [isWanted, setWanted] = useState(false)
  const button = (
    <IconButton label="More" aria-haspopup="menu" onClick={() => setWanted(true)}>
      <Ellipsis size={16} />
    </IconButton>
  )
  return isWanted ? (
    <Suspense fallback={button}>
      <MessageMenu messageId={messageId} />
    </Suspense>
  ) : (
    button
  )
}
