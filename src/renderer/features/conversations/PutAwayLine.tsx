import type { Conversation } from '@shared/model/conversation'
import { Archive, Trash2 } from 'lucide-react'
import { arrange } from './verbs'

/** Says over a conversation that it is archived or in the trash, and offers the way back. */
export const PutAwayLine = ({ conversation }: { readonly conversation: Conversation }) => {
  const { id, archivedAt, trashedAt } = conversation
  if (archivedAt === undefined && trashedAt === undefined) return null
  const Icon = trashedAt === undefined ? Archive : Trash2
  return (
    <p className="put-away">
      <Icon size={14} aria-hidden="true" />
      {trashedAt === undefined ? 'Archived' : 'In the trash'}
      <button type="button" className="text-button" onClick={() => void arrange([id], { type: 'restore' })}>
        Put back
      </button>
    </p>
  )
}
