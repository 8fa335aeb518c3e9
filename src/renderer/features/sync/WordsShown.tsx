import { Copy, Printer, Save } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { useOutcome } from '../../common/failures/useOutcome'
import { client } from '../../ipc/client'
import type { KeptWords } from './useKeptWords'

interface Props {
  readonly words: string
  readonly title: string
  readonly kept: KeptWords
  /** What the words are for. */
  readonly children: ReactNode
}

/** The six words, once: they are kept nowhere. */
export const WordsShown = ({ words, title, kept, children }: Props) => {
  const heading = useRef<HTMLHeadingElement>(null)
  const { outcome, run } = useOutcome()
  useEffect(() => heading.current?.focus(), [])
  const copy = async () => {
    await client.call('app.copyText', { text: words })
    return 'Copied. Whatever reads the clipboard can read them now.'
  }
  const print = async () => {
    await client.call('sync.printWords', { words })
    return null
  }
  const save = async () => {
    const saved = await client.call('sync.saveWords', { words })
    return saved ? `Saved as ${saved.fileName}.` : null
  }
  return (
    <div className="dialog-body sync-step">
      <h3 ref={heading} tabIndex={-1} className="sync-heading">
        {title}
      </h3>
      <ol className="sync-six" aria-label="Words">
        {words.split(' ').map((word, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same word may be there twice
          <li key={index}>{word}</li>
        ))}
      </ol>
      <div className="form-actions">
        <button type="button" className="button small" onClick={() => void run(copy)}>
          <Copy size={15} aria-hidden="true" /> Copy
        </button>
        <button type="button" className="button small" onClick={() => void run(print)}>
          <Printer size={15} aria-hidden="true" /> Print
        </button>
        <button type="button" className="button small" onClick={() => void run(save)}>
          <Save size={15} aria-hidden="true" /> Save…
        </button>
      </div>
      <p role="status" className={`outcome ${outcome ? `is-${outcome.kind}` : ''}`}>
        {outcome?.words}
      </p>
      {children}
      <label className="sync-kept">
        <input
          type="checkbox"
          checked={kept.isKept}
          onChange={({ target }) => kept.setKept(target.checked)}
        />
        I have kept these words
      </label>
      <p role="alert" className="field-error sync-unkept">
        {kept.isWarned ? 'They are shown only now. Write them down first, then tick the box.' : ''}
      </p>
      <div className="dialog-actions">
        <button
          type="button"
          className="button primary"
          // Not disabled: pressed too early, it says what is missing.
          aria-disabled={!kept.isKept}
          onClick={kept.close}
        >
          Done
        </button>
      </div>
    </div>
  )
}
