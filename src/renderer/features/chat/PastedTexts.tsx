import { FileText, X } from 'lucide-react'
import { IconButton } from '../../ui/IconButton'

const count = new Intl.NumberFormat('en')

interface Props {
  readonly texts: readonly string[]
  readonly onRemove: (index: number) => void
}

/** Long pasted texts that go along with the question. */
export const PastedTexts = ({ texts, onRemove }: Props) => (
  <ul className="pasted" aria-label="Pasted texts">
    {texts.map((text, index) => (
      // Removing is the only change: what follows moves up as a whole.
      // biome-ignore lint/suspicious/noArrayIndexKey: see above
      <li key={index} className="pasted-text">
        <FileText size={16} aria-hidden="true" />
        <span className="pasted-words">
          <span className="pasted-start">{text.slice(0, 80).trim()}</span>
          <span className="pasted-count">Pasted text, {count.format(text.length)} characters</span>
        </span>
        <IconButton label="Remove pasted text" onClick={() => onRemove(index)}>
          <X size={15} />
        </IconButton>
      </li>
    ))}
  </ul>
)
