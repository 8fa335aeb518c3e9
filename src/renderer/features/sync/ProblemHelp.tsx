import { lazy, Suspense, useState } from 'react'
import { type SyncHelp, syncProblemWords } from '../../common/failures/syncProblems'
import { client } from '../../ipc/client'
import { errorOfChange } from './placeErrors'
import { moodOf, type SyncOn } from './statusWords'

/** Loaded when they are opened. */
const ChangePlace = lazy(async () => ({ default: (await import('./ChangePlace')).ChangePlace }))
const EnterWords = lazy(async () => ({ default: (await import('./EnterWords')).EnterWords }))

const helpWords: Readonly<Record<Exclude<SyncHelp, 'try-again'>, string>> = {
  'change-password': 'Change the password…',
  'change-address': 'Change the address…',
  'choose-folder': 'Choose the folder again…',
  'change-place': 'Change the place…',
  'enter-new-words': 'Enter the new words…',
  'enter-words': 'Enter the words…',
}

/** What helps now; null where nothing is wrong, it goes on already, or the user has stopped it. */
export const helpOf = (status: SyncOn): SyncHelp | null =>
  status.problem === null || moodOf(status) !== 'troubled' || status.massDeletion !== null
    ? null
    : syncProblemWords[status.problem].help

/** The one button that helps with a problem; trying again is what “Sync now” beside it does. */
export const ProblemHelp = ({ status }: { readonly status: SyncOn }) => {
  const [opened, setOpened] = useState<'place' | 'words' | 'new-words' | null>(null)
  const [error, setError] = useState<string | null>(null)
  const help = helpOf(status)
  const close = () => setOpened(null)
  const chooseFolder = async () => {
    setError(null)
    const chosen = await client.call('sync.chooseFolder', {})
    if (!chosen) return
    const access = { place: { type: 'folder', path: chosen.path }, password: '' } as const
    try {
      await client.call('sync.changePlace', access)
    } catch (reason) {
      setError(errorOfChange(reason, access).words)
    }
  }
  const press = () => {
    if (help === 'choose-folder' && status.place.type === 'folder') void chooseFolder()
    else if (help === 'enter-words') setOpened('words')
    else setOpened(help === 'enter-new-words' ? 'new-words' : 'place')
  }
  return (
    <>
      {help !== null && help !== 'try-again' && (
        <button type="button" className="button small primary" onClick={press}>
          {helpWords[help]}
        </button>
      )}
      {error !== null && help === 'choose-folder' && (
        <p role="alert" className="field-error">
          {error}
        </p>
      )}
      <Suspense>
        {opened === 'place' && <ChangePlace place={status.place} onClose={close} />}
        {(opened === 'words' || opened === 'new-words') && (
          <EnterWords areNew={opened === 'new-words'} onClose={close} />
        )}
      </Suspense>
    </>
  )
}
