import { type Attachment, attachmentLimits } from '@shared/model/attachment'
import { pictureUrl } from '@shared/model/picture'
import { FileText, FileX, ImageOff, Loader2, TriangleAlert, X } from 'lucide-react'
import { useState } from 'react'
import { wordsFor } from '../../../common/failures/failureWords'
import { useNavigation } from '../../../common/navigation/navigation'
import { formatBytes, formatNumber } from '../../../ui/amounts'
import { IconButton } from '../../../ui/IconButton'
import { useMissingFiles } from '../missingFiles'
import type { Reading, Refused } from './attaching'

/** Size, and where the model reads it as text, how much text that is. */
const aboutAttachment = ({ byteLength, characters }: Attachment): string =>
  characters > 0
    ? `${formatBytes(byteLength)}, ${formatNumber(characters)} characters`
    : formatBytes(byteLength)

interface Props {
  readonly attachments: readonly Attachment[]
  readonly reading: readonly Reading[]
  readonly onRemove: (id: string) => void
}

/** What goes along with the question. */
export const AttachmentChips = ({ attachments, reading, onRemove }: Props) => {
  const missing = useMissingFiles(attachments)
  return (
    <ul className="chips" aria-label="Attachments">
      {attachments.map((attachment) => (
        <Chip
          key={attachment.id}
          attachment={attachment}
          isFileMissing={missing.has(attachment.id)}
          onRemove={onRemove}
        />
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

interface ChipProps {
  readonly attachment: Attachment
  readonly isFileMissing: boolean
  readonly onRemove: (id: string) => void
}

const Chip = ({ attachment, isFileMissing, onRemove }: ChipProps) => {
  const openImage = useNavigation((navigation) => navigation.openImage)
  const [isPictureMissing, setPictureMissing] = useState(false)
  const { id, name, kind } = attachment
  const isMissing = isFileMissing || isPictureMissing
  return (
    <li className={isMissing ? 'chip is-missing' : 'chip'}>
      {kind !== 'picture' && <FileIcon isMissing={isMissing} />}
      {kind === 'picture' && isMissing && <ImageOff size={18} aria-hidden="true" />}
      {kind === 'picture' && !isMissing && (
        <button
          type="button"
          className="chip-picture"
          aria-label={`Look at ${name}`}
          onClick={() => openImage(id, name)}
        >
          <img src={pictureUrl(id)} alt="" decoding="async" onError={() => setPictureMissing(true)} />
        </button>
      )}
      <span className="chip-words">
        <span className="chip-name">{name}</span>
        <span className="chip-detail">
          {isMissing ? 'This file is missing. Attach it again.' : aboutAttachment(attachment)}
        </span>
      </span>
      <IconButton label={`Remove ${name}`} onClick={() => onRemove(id)}>
        <X size={15} />
      </IconButton>
    </li>
  )
}

const FileIcon = ({ isMissing }: { readonly isMissing: boolean }) =>
  isMissing ? <FileX size={18} aria-hidden="true" /> : <FileText size={18} aria-hidden="true" />

const whyNot = ({ name, code, data }: Refused): string => {
  if (code === 'count')
    return `“${name}” was left out: a question takes ${attachmentLimits.count} attachments at most.`
  if (code === 'no-file')
    return `“${name}” was left out: folders cannot be attached, and neither can a file that is gone. Drop the files in it instead.`
  const { title, explanation } = wordsFor(code, data)
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
