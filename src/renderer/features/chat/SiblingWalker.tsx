import { ChevronLeft, ChevronRight, Columns2 } from 'lucide-react'
import { useShallow } from 'zustand/react/shallow'
import { IconButton } from '../../ui/IconButton'
import { useIsWide } from '../../ui/useIsWide'
import { showBeside, usePair } from './besideStore'
import { siblingsOf } from './siblings'
import { chatStore, useChat } from './useChat'

const iconSize = 16

interface Props {
  readonly messageId: string
}

/** `‹ 1/2 ›`: walks the versions of a message. Nothing where there is only one. */
export const SiblingWalker = ({ messageId }: Props) => {
  const { ids, isBusy } = useChat(
    useShallow(({ chat }) => ({
      ids: chat ? siblingsOf(chat.outline, messageId).join(' ') : '',
      isBusy: chat?.outline.get(messageId)?.state === 'streaming',
    })),
  )
  const isAnswer = useChat(({ chat }) => chat?.outline.get(messageId)?.role === 'assistant')
  const isWide = useIsWide()
  const pair = usePair(messageId)
  const siblings = ids === '' ? [] : ids.split(' ')
  // Side by side, the versions need no walking.
  if (siblings.length < 2 || (pair && isWide)) return null
  const at = siblings.indexOf(messageId)
  const other = siblings[at > 0 ? at - 1 : at + 1]
  const show = (index: number) => {
    const id = siblings[index]
    if (id) void chatStore.getState().show(id)
  }
  return (
    <span className="walker" data-busy={isBusy || undefined}>
      <IconButton label="Previous version" disabled={at === 0} onClick={() => show(at - 1)}>
        <ChevronLeft size={iconSize} />
      </IconButton>
      <span>
        <span className="visually-hidden">Version </span>
        {at + 1}/{siblings.length}
      </span>
      <IconButton label="Next version" disabled={at === siblings.length - 1} onClick={() => show(at + 1)}>
        <ChevronRight size={iconSize} />
      </IconButton>
      {isAnswer && isWide && (
        <IconButton label="Show side by side" onClick={() => other && showBeside(messageId, other)}>
          <Columns2 size={iconSize} />
        </IconButton>
      )}
    </span>
  )
}
