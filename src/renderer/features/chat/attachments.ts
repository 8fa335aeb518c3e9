import type { Attachment } from '@shared/model/attachment'
import type { Message } from '@shared/model/message'

// One list for each message: messages are replaced when they change.
const known = new WeakMap<object, readonly Attachment[]>()

/** What went along with a question, as far as its parts tell; enough to ask with it again. */
export const attachmentsOf = (message: Pick<Message, 'parts'>): readonly Attachment[] => {
  const before = known.get(message.parts)
  if (before) return before
  const attachments = message.parts.flatMap((part): Attachment[] => {
    if (part.type === 'picture' && part.pictureId !== null) {
      const { pictureId, prompt, width, height } = part
      const facts = { mediaType: 'image/*', byteLength: 0, characters: 0, width, height }
      return [{ id: pictureId, kind: 'picture', name: prompt, ...facts }]
    }
    if (part.type === 'file') {
      const { fileId, name, mediaType, byteLength } = part
      const kind = mediaType === 'application/pdf' ? 'pdf' : 'text'
      return [{ id: fileId, kind, name, mediaType, byteLength, characters: 0, width: 0, height: 0 }]
    }
    return []
  })
  known.set(message.parts, attachments)
  return attachments
}
