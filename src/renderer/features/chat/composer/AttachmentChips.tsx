import { type Attachment, attachmentLimits } from '@shared/model/attachment'
import { pictureUrl } from '@shared/model/picture'
import { FileText, Loader2, TriangleAlert, X } from 'lucide-react'
import { useUi } from '../../../app/uiStore'
import { IconButton } from '../../../ui/IconButton'
import { wordsFor } from '../failureWords'
import { formatBytes } from '../format'
import type { Reading, Refused } from './attaching'

const count = new Intl.NumberFormat('en')

/** Size, and where the model reads it as text, how much text that is. */
const aboutAttachment = ({ byteLength, characters }: Attachment): string =>
  characters > 0
    ? `${formatBytes(byteLength)}, ${count.format(characters)} characters`
    : formatBytes(byteLength)

interface Props {
  readonly attachments: readonly Attachment[]
  readonly reading: readonly Reading[]
  readonly onRemove: (id: string) => void
}

/** What goes along with the question. */
export const AttachmentChips = ({ attachments, reading, onRemove }: Props) => {
  const openImage = useUi((ui) => ui.openImage)
  return (
    <ul className="chips" aria-label="Attachments">
      {attachments.map((attachment) => (
        <li key={attachment.id} className="chip">
          {attachment.kind === 'picture' ? (
            <button
              type="button"
              className="chip-picture"
              aria-label={`Look at ${attachment.name}`}
              onClick={() => openImage(attachment.id, attachment.name)}
            >
              <img src={pictureUrl(attachment.id)} alt="" decoding="async" />
            </button>
          ) : (
            <FileText size={18} aria-hidden="true" />
          )}
          <span className="chip-words">
            <span className="chip-name">{attachment.name}</span>
            <span className="chip-detail">{aboutAttachment(attachment)}</span>
          </span>
          <IconButton label={`Remove ${attachment.name}`} onClick={() => onRemove(attachment.id)}>
            <X size={15} />
          </IconButton>
        </li>
      ))}
      {reading.map(({ key, name }) => (
        <li key={key} className="chip is-reading" aria-busy="true">
          <Loader2 size={18} aria-hidden="true" className="spin" />
          <span className="chip-words">
            <span className="chip-name">{name}</span>
            <span className="chip-detail">Reading…</span>
          </span>
        </li>
      ))}
    </ul>
  )
}

const whyNot = ({ name, code }: Refused): string => {
  if (code === 'count')
    return `“${name}” was left out: a question takes ${attachmentLimits.count} attachments at most.`
  const { title, explanation } = wordsFor(code)
  return `“${name}”: ${title}. ${explanation}`
}

/** Why files could not be attached, before anything is sent. */
export const RefusedFiles = ({
  refused,
  onClose,
}: {
  readonly refused: readonly Refused[]
  readonly onClose: () => void
}) => (
  <div role="alert" className="trouble">
    <TriangleAlert size={16} aria-hidden="true" />
    <div className="trouble-words">
      {refused.map((each, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: names may repeat; the list is only ever replaced
        <p key={index}>{whyNot(each)}</p>
      ))}
    </div>
    <IconButton label="Dismiss" onClick={onClose}>
      <X size={15} />
    </IconButton>
  </div>
)
