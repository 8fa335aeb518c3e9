import type { ErrorCode, FailureData } from '@shared/ipc/errors'
import { problemOf } from '@shared/model/syncProblem'
import { useState } from 'react'
import { wordsFor } from '../../common/failures/failureWords'
import { troubleOf } from '../../common/failures/trouble'
import { client } from '../../ipc/client'
import { Dialog } from '../../ui/Dialog'
import { WordsField } from './WordsField'

const passwordFirst =
  'The password is needed first, or is not accepted. Enter it by the button “Change…” of the server, then the words here.'

const isOfPassword = (code: ErrorCode, data?: FailureData): boolean =>
  code === 'secrets/unreadable' || (code === 'sync/place' && problemOf(data) === 'sign-in')

interface Props {
  /** Chosen when a device was removed elsewhere; otherwise those that this computer has joined with. */
  readonly areNew: boolean
  readonly onClose: () => void
}

/** Takes the words once more, where the key that they open was changed or is no longer here. */
export const EnterWords = ({ areNew, onClose }: Props) => {
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
      setError(isOfPassword(code, data) ? passwordFirst : `${title}. ${explanation}`)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={areNew ? 'Enter the new words' : 'Enter the words'}
      className="is-sync"
      firstFocus="#sync-words"
      onClose={onClose}
    >
      <div className="dialog-body sync-step">
        <WordsField
          value={words}
          error={error}
          hint={
            areNew
              ? 'They were shown where the device was removed. Four letters of each are enough.'
              : 'The six that were shown last. Four letters of each are enough.'
          }
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
