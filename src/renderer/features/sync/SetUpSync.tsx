import { useEffect, useRef } from 'react'
import { useApp } from '../../common/appStore'
import { Dialog } from '../../ui/Dialog'
import { PlaceFields } from './PlaceFields'
import { accessOf, isAccess } from './placeDraft'
import { useKeptWords } from './useKeptWords'
import { findingWords, type SetUp, useSetUp } from './useSetUp'
import { WordsField } from './WordsField'
import { WordsShown } from './WordsShown'

/** Sets up sync: where, then a new shared history or one that is there. */
export const SetUpSync = ({ onClose }: { readonly onClose: () => void }) => {
  const setUp = useSetUp(onClose)
  const { newWords } = setUp
  const kept = useKeptWords(newWords !== null, onClose)
  return (
    <Dialog
      title="Set up sync"
      className="is-sync"
      firstFocus="input[type='radio']:checked"
      onClose={kept.close}
    >
      {newWords === null ? (
        <Place setUp={setUp} />
      ) : (
        <WordsShown words={newWords} title="Your six words" kept={kept}>
          <p>They open this history on your other computers: there, choose Join with words.</p>
          <p className="sync-warning">
            They are shown only now and kept nowhere. Without them, and without a computer that already syncs,
            what is there cannot be opened: it is lost.
          </p>
        </WordsShown>
      )}
    </Dialog>
  )
}

const Place = ({ setUp }: { readonly setUp: SetUp }) => {
  const { draft, isEmpty, asksWords, work, error } = setUp
  const keepsSecrets = useApp(
    ({ facts, settings }) => facts?.keyring !== null || settings?.allowWeakKeyStorage === true,
  )
  useEffect(() => void useApp.getState().loadFacts(), [])
  const form = useRef<HTMLFormElement>(null)
  // Where the cause is, there is the caret.
  useEffect(() => {
    if (error?.field) form.current?.querySelector<HTMLElement>(`#sync-${error.field}`)?.focus()
  }, [error])
  const isBusy = work === 'starting' || work === 'joining'
  const wantsStart = isEmpty === true
  const wantsJoin = isEmpty === false || (isEmpty === null && asksWords)
  return (
    <form
      ref={form}
      className="dialog-body sync-step"
      autoComplete="off"
      noValidate
      onSubmit={(event) => event.preventDefault()}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: sees that the user is done with its fields */}
      <div
        onBlur={({ currentTarget, relatedTarget }) => {
          // To a button below, it is that which is pressed; within the fields, more is coming.
          const isDone = relatedTarget === null || relatedTarget.id === 'sync-words'
          if (currentTarget.contains(relatedTarget) || !isDone || isEmpty !== null || work !== null) return
          if (isAccess(accessOf(draft)) && error === null) void setUp.look()
        }}
      >
        <PlaceFields draft={draft} error={error} onChange={setUp.change} onEnter={() => void setUp.look()} />
      </div>
      {keepsSecrets || (
        <p className="field-hint sync-warning">
          This system has no keyring: after each start, Parley asks for the words
          {draft.type === 'webdav' && ' and the password'} again.
        </p>
      )}
      <p role="status" className="sync-finding">
        {findingWords(setUp)}
      </p>
      {asksWords && isEmpty !== true && (
        <WordsField
          value={setUp.words}
          error={error?.field === 'words' ? error.words : null}
          hint="The six that were shown last. Four letters of each are enough."
          onChange={setUp.changeWords}
          onEnter={() => void setUp.join()}
        />
      )}
      {error?.field === null && (
        <p role="alert" className="field-error">
          {error.words}
        </p>
      )}
      <div className="dialog-actions">
        <button
          type="button"
          className={`button ${wantsStart ? 'primary' : wantsJoin ? 'quiet' : ''}`}
          aria-disabled={isBusy}
          onClick={() => !isBusy && void setUp.start()}
        >
          Start here
        </button>
        <button
          type="button"
          className={`button ${wantsJoin ? 'primary' : wantsStart ? 'quiet' : ''}`}
          aria-disabled={isBusy}
          onClick={() => !isBusy && void setUp.join()}
        >
          Join with words
        </button>
      </div>
    </form>
  )
}
