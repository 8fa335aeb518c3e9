import type { Attachment } from '@shared/model/attachment'
import { pictureUrl } from '@shared/model/picture'
import { FileDown, FileText, FileX, ImageDown, ImageOff } from 'lucide-react'
import { useApp } from '../../common/appStore'
import { useNavigation } from '../../common/navigation/navigation'
import { useLostFile } from '../../common/useLostFile'
import { formatBytes } from '../../ui/amounts'
import { useMissingFiles } from './missingFiles'

const Picture = ({ id, name, width, height }: Attachment) => {
  const openImage = useNavigation((navigation) => navigation.openImage)
  const { isLost, isAwaited, onError } = useLostFile(id)
  if (isLost) {
    const Sign = isAwaited ? ImageDown : ImageOff
    return (
      <p className="picture-missing" role="note">
        <Sign aria-hidden="true" size={18} />
        {isAwaited ? `“${name}” is not here yet.` : `The file of “${name}” is missing.`}
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
        onError={onError}
      />
    </button>
  )
}

/** What went along with a question; what is no longer there says so in its place. */
export const MessageAttachments = ({ attachments }: { readonly attachments: readonly Attachment[] }) => {
  const missing = useMissingFiles(attachments)
  const isSyncing = useApp(({ sync }) => sync.type === 'on')
  return (
    <div className="message-attachments">
      {attachments.map((attachment) =>
        attachment.kind === 'picture' ? (
          <Picture key={attachment.id} {...attachment} />
        ) : (
          <FileChip
            key={attachment.id}
            {...attachment}
            isMissing={missing.has(attachment.id)}
            isAwaited={isSyncing}
          />
        ),
      )}
    </div>
  )
}

interface FileChipProps extends Attachment {
  readonly isMissing: boolean
  /** Another device may still bring it. */
  readonly isAwaited: boolean
}

const FileChip = ({ name, byteLength, isMissing, isAwaited }: FileChipProps) => {
  const Sign = isMissing ? (isAwaited ? FileDown : FileX) : FileText
  return (
    <div className={isMissing ? 'chip is-missing' : 'chip'} role={isMissing ? 'note' : undefined}>
      <Sign size={18} aria-hidden="true" />
      <span className="chip-words">
        <span className="chip-name">{name}</span>
        <span className="chip-detail">
          {isMissing ? (isAwaited ? 'Not here yet.' : 'This file is missing.') : formatBytes(byteLength)}
        </span>
      </span>
    </div>
  )
}
