import type { Attachment } from '@shared/model/attachment'
import { pictureUrl } from '@shared/model/picture'
import { FileText, FileX, ImageOff } from 'lucide-react'
import { useState } from 'react'
import { useNavigation } from '../../common/navigation/navigation'
import { formatBytes } from '../../ui/amounts'
import { useMissingFiles } from './missingFiles'

const Picture = ({ id, name, width, height }: Attachment) => {
  const openImage = useNavigation((navigation) => navigation.openImage)
  const [isMissing, setMissing] = useState(false)
  if (isMissing) {
    return (
      <p className="picture-missing" role="note">
        <ImageOff aria-hidden="true" size={18} /> The file of “{name}” is missing.
      </p>
    )
  }
  return (
    <button type="button" className="message-attachments-picture" onClick={() => openImage(id, name)}>
      <img
        src={pictureUrl(id)}
        alt={name}
        width={width || undefined}
        height={height || undefined}
        decoding="async"
        onError={() => setMissing(true)}
      />
    </button>
  )
}

/** What went along with a question; what is no longer there says so in its place. */
export const MessageAttachments = ({ attachments }: { readonly attachments: readonly Attachment[] }) => {
  const missing = useMissingFiles(attachments)
  return (
    <div className="message-attachments">
      {attachments.map((attachment) =>
        attachment.kind === 'picture' ? (
          <Picture key={attachment.id} {...attachment} />
        ) : (
          <FileChip key={attachment.id} {...attachment} isMissing={missing.has(attachment.id)} />
        ),
      )}
    </div>
  )
}

const FileChip = ({ name, byteLength, isMissing }: Attachment & { readonly isMissing: boolean }) => (
  <div className={isMissing ? 'chip is-missing' : 'chip'} role={isMissing ? 'note' : undefined}>
    {isMissing ? <FileX size={18} aria-hidden="true" /> : <FileText size={18} aria-hidden="true" />}
    <span className="chip-words">
      <span className="chip-name">{name}</span>
      <span className="chip-detail">{isMissing ? 'This file is missing.' : formatBytes(byteLength)}</span>
    </span>
  </div>
)
