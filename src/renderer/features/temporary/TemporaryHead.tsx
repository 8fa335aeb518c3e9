import { MessageCircleDashed } from 'lucide-react'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { TroubleLine } from '../../common/failures/TroubleLine'
import { type Trouble, troubleOf } from '../../common/failures/trouble'
import { useTemporary } from './temporaryStore'

interface Props {
  readonly conversationId: string
  /** Nothing was asked yet: there is nothing to keep. */
  readonly isEmpty: boolean
  readonly children: ReactNode
}

/** Over a temporary conversation: what it is, and the way to keep it. */
export const TemporaryHead = ({ conversationId, isEmpty, children }: Props) => {
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const keep = () => {
    setTrouble(null)
    useTemporary
      .getState()
      .keep(conversationId)
      .catch((error: unknown) => setTrouble(troubleOf(error)))
  }
  return (
    <>
      <header className="chat-head temporary-head">
        <MessageCircleDashed size={17} aria-hidden="true" />
        <h1 className="temporary-title">Temporary conversation</h1>
        {!isEmpty && <p className="temporary-words">Not saved</p>}
        <span className="temporary-space" />
        {children}
        {!isEmpty && (
          <button
            type="button"
            className="button temporary-keep"
            data-tooltip="Save it in your history"
            onClick={keep}
          >
            Keep
          </button>
        )}
      </header>
      {trouble && <TroubleLine trouble={trouble} onClose={() => setTrouble(null)} />}
    </>
  )
}
