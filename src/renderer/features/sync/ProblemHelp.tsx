import { lazy, Suspense, useState } from 'react'
import { type SyncHelp, syncProblemWords } from '../../common/failures/syncProblems'
import { useOutcome } from '../../common/failures/useOutcome'
import { client } from '../../ipc/client'
import type { SyncOn } from './statusWords'

/** Loaded when they are opened. */
const ChangePlace = lazy(async () => ({ default: (await import('./ChangePlace')).ChangePlace }))
const EnterWords = lazy(async () => ({ default: (await import('./EnterWords')).EnterWords }))

const helpWords: Readonly<Record<Exclude<SyncHelp, 'try-again'>, string>> = {
  'change-password': 'Change the password…',
  'change-address': 'Change the address…',
  'choose-folder': 'Choose the folder again…',
  'change-place': 'Change the place…',
  'enter-words': 'Enter the new words…',
}

/** What helps now; null where nothing is wrong, or the user has stopped it. */
export const helpOf = ({ problem, isStopped, massDeletion }: SyncOn): SyncHelp | null =>
  problem === null || isStopped || massDeletion !== null ? null : syncProblemWords[problem].help

/** The one button that helps with a problem; trying again is what “Sync now” beside it does. */
export const ProblemHelp = ({ status }: { readonly status: SyncOn }) => {
  const [opened, setOpened] = useState<'place' | 'words' | null>(null)
  const { outcome, run } = useOutcome()
  const help = helpOf(status)
  const close = () => setOpened(null)
  const chooseFolder = () =>
    run(async () => {
      const chosen = await client.call('sync.chooseFolder', {})
      if (chosen)
        await client.call('sync.changePlace', { place: { type: 'folder', path: chosen.path }, password: '' })
      return null
    })
  const press = () => {
    if (help === 'choose-folder' && status.place.type === 'folder') void chooseFolder()
    else setOpened(help === 'enter-words' ? 'words' : 'place')
  }
  return (
    <>
      {help !== null && help !== 'try-again' && (
        <button type="button" className="button small primary" onClick={press}>
          {helpWords[help]}
        </button>
      )}
      {outcome?.kind === 'failed' && (
        <p role="alert" className="field-error">
          {outcome.words}
        </p>
      )}
      <Suspense>
        {opened === 'place' && <ChangePlace place={status.place} onClose={close} />}
        {opened === 'words' && <EnterWords onClose={close} />}
      </Suspense>
    </>
  )
}
