import { MessageCircleDashed } from 'lucide-react'

/** A temporary conversation that holds nothing yet. */
export const TemporaryStart = () => (
  <div className="empty temporary-start">
    <MessageCircleDashed size={34} strokeWidth={1.5} aria-hidden="true" />
    <p className="empty-title">Off the record</p>
    <p className="empty-words">
      Not in your history, search or backups. Gone when you leave it, unless you keep it.
    </p>
  </div>
)
