import { wordsFor } from '../../common/failures/failureWords'
import { useSpeech } from '../speech/speechStore'

interface Props {
  readonly messageId: string
}

/** Why the answer could not be read aloud to its end. */
export const SpeechFailure = ({ messageId }: Props) => {
  const code = useSpeech(({ failure }) => (failure?.messageId === messageId ? failure.code : null))
  if (code === null) return null
  const { title, explanation } = wordsFor(code)
  return (
    <p role="alert" className="field-error">
      {title}. {explanation}
    </p>
  )
}
