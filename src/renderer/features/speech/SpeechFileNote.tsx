import { X } from 'lucide-react'
import { wordsFor } from '../../common/failures/failureWords'
import { IconButton } from '../../ui/IconButton'
import { useSpeechFile } from './speechFileStore'

/** How far the speech of a message is on its way into a file, and where it went. */
export const SpeechFileNote = ({ messageId }: { readonly messageId: string }) => {
  const saving = useSpeechFile(({ saving }) => (saving?.messageId === messageId ? saving : null))
  const dismiss = useSpeechFile((file) => file.dismiss)
  if (!saving) return null
  if (saving.type === 'failed') {
    const { title, explanation } = wordsFor(saving.code)
    return (
      <p role="alert" className="field-error">
        {title}. {explanation}
      </p>
    )
  }
  return (
    <div className="speech-file">
      <p role="status">
        {saving.type === 'saved'
          ? `Saved as ${saving.fileName}.`
          : `Speaking into the file: ${saving.sentences} ${saving.sentences === 1 ? 'sentence' : 'sentences'} so far.`}
      </p>
      {saving.type === 'speaking' && <progress aria-label="Saving speech" />}
      <IconButton label={saving.type === 'saved' ? 'Dismiss' : 'Cancel saving'} onClick={() => dismiss()}>
        <X size={15} />
      </IconButton>
    </div>
  )
}
