import { useState } from 'react'
import { wordsFor } from '../../common/failures/failureWords'
import { troubleOf } from '../../common/failures/trouble'
import { client } from '../../ipc/client'
import { Dialog } from '../../ui/Dialog'
import { WordsField } from './WordsField'

/** Takes the words that were chosen when a device was removed elsewhere. */
export const EnterWords = ({ onClose }: { readonly onClose: () => void }) => {
  const [words, setWords] = useState('')
  const [error, setError] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const enter = async () => {
    if (isBusy) return
    if (words.trim() === '') return setError('Enter the six words.')
    setBusy(true)
    setError(null)
    try {
      await client.call('sync.enterWords', { words })
      onClose()
    } catch (reason) {
      const { code, data } = troubleOf(reason)
      const { title, explanation } = wordsFor(code, data)
      setError(`${title}. ${explanation}`)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog title="Enter the new words" className="is-sync" firstFocus="#sync-words" onClose={onClose}>
      <div className="dialog-body sync-step">
        <WordsField
          value={words}
          error={error}
          hint="They were shown where the device was removed. Four letters of each are enough."
          onChange={(typed) => {
            setWords(typed)
            setError(null)
          }}
          onEnter={() => void enter()}
        />
        <div className="dialog-actions">
          <button type="button" className="button quiet" onClick={onClose}>
            Cancel
          </button>
          <button
            type="button"
            className="button primary"
            aria-disabled={isBusy}
            onClick={() => void enter()}
          >
            {isBusy ? 'Checking…' : 'Use these words'}
          </button>
        </div>
      </div>
    </Dialog>
  )
}
