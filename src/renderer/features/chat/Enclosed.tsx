import type { Attachment } from '@shared/model/attachment'
import { pictureUrl } from '@shared/model/picture'
import { FileText, ImageOff } from 'lucide-react'
import { useState } from 'react'
import { useUi } from '../../app/uiStore'
import { formatBytes } from './format'

const Picture = ({ id, name, width, height }: Attachment) => {
  const openImage = useUi((ui) => ui.openImage)
  const [isMissing, setMissing] = useState(false)
  if (isMissing) {
    return (
      <p className="picture-missing" role="note">
        <ImageOff aria-hidden="true" size={18} /> The file of “{name}” is missing.
      </p>
    )
  }
  return (
    <button type="button" className="enclosed-picture" onClick={() => openImage(id, name)}>
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

/** What went along with a question. */
export const Enclosed = ({ attachments }: { readonly attachments: readonly Attachment[] }) => (
  <div className="enclosed">
    {attachments.map((attachment) =>
      attachment.kind === 'picture' ? (
        <Picture key={attachment.id} {...attachment} />
      ) : (
        <div key={attachment.id} className="chip">
          <FileText size={18} aria-hidden="true" />
          <span className="chip-words">
            <span className="chip-name">{attachment.name}</span>
            <span className="chip-detail">{formatBytes(attachment.byteLength)}</span>
          </span>
        </div>
      ),
    )}
  </div>
)
