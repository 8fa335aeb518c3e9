import { MessageCircleDashed } from 'lucide-react'
import { IconButton } from '../../ui/IconButton'
import { useIsTemporary, useTemporary } from './temporaryStore'

/** Beside New conversation: one that is not kept. */
export const TemporaryButton = () => {
  const isTemporary = useIsTemporary()
  const begin = () =>
    useTemporary
      .getState()
      .begin()
      .catch((error: unknown) => console.error('A temporary conversation could not begin', error))
  return (
    <IconButton
      label="Temporary conversation"
      className="temporary-button"
      data-on={isTemporary || undefined}
      onClick={() => void begin()}
    >
      <MessageCircleDashed size={17} />
    </IconButton>
  )
}
