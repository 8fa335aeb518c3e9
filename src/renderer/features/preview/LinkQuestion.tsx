import { useArmed } from '../../ui/useArmed'

interface Props {
  readonly url: string
  readonly onAnswer: (isWanted: boolean) => void
}

/** A page's link leads nowhere by itself: the user sees where to, and opens it outside. */
export const LinkQuestion = ({ url, onAnswer }: Props) => {
  const isArmed = useArmed(url)
  return (
    <div role="alert" className="preview-link">
      <p>
        Open this link in your browser?
        <bdi className="preview-address">{url}</bdi>
      </p>
      <button type="button" className="button small" disabled={!isArmed} onClick={() => onAnswer(true)}>
        Open link
      </button>
      <button type="button" className="button small" onClick={() => onAnswer(false)}>
        Cancel
      </button>
    </div>
  )
}
