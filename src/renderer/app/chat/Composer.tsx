import type { Draft } from '@shared/model/conversation'
import { lazy, Suspense, useRef, useState } from 'react'
import { useComposer } from '../../common/composerStore'
import { TroubleLine } from '../../common/failures/TroubleLine'
import { useNavigation } from '../../common/navigation/navigation'
import { CaptureActions } from '../../features/capture/CaptureActions'
import { CaptureButton } from '../../features/capture/CaptureButton'
import { AttachmentChips, RefusedFiles } from '../../features/chat/composer/AttachmentChips'
import { drafts, emptyDraft } from '../../features/chat/composer/Drafts'
import { SendButtons } from '../../features/chat/composer/SendButtons'
import { useDrafts } from '../../features/chat/composer/useDrafts'
import { useQuestion } from '../../features/chat/composer/useQuestion'
import { WaitingQuestions } from '../../features/chat/composer/WaitingQuestions'
import { EngineChip } from '../../features/choices/EngineChip'
import { useAnsweringEngineId } from '../../features/choices/useChoices'
import { useCommands } from '../../features/commands/useCommands'
import { DictationBar } from '../../features/dictation/DictationBar'
import { DictationButtons } from '../../features/dictation/DictationButtons'
import { asksArtist } from '../../features/pictures/generation/generationStore'
import { AttachButton } from '../../features/resources/AttachButton'
import { useIsTemporary } from '../../features/temporary/temporaryStore'

// It is not needed before the user asks for a picture.
const GenerationForm = lazy(() =>
  import('../../features/pictures/generation/GenerationForm').then((module) => ({
    default: module.GenerationForm,
  })),
)

/** What is chosen for a picture, with what it takes from the engine that answers here. */
const PictureOptionsForm = () => <GenerationForm engineId={useAnsweringEngineId()} />

const newChoices = () => useComposer.getState().newChoices

/** The field in which questions are written, and its buttons. */
export const Composer = () => {
  const picker = useRef<HTMLInputElement>(null)
  const [isPicture, setPicture] = useState(false)
  const conversationId = useNavigation((navigation) => navigation.conversationId)
  /** Whose draft is in the field; undefined before the first. */
  const owner = useRef<string | null | undefined>(undefined)

  const question = useQuestion({
    owner: () => owner.current ?? null,
    choices: newChoices,
    onChange: (draft: Draft) => {
      setPicture(asksArtist(draft.text))
      if (owner.current !== undefined) drafts.keep(owner.current, draft)
    },
    amendOther: (other, amend) => drafts.keep(other, amend(drafts.peek(other) ?? emptyDraft)),
    onAsked: (asked, begun) => {
      if (asked !== null || begun === null || useNavigation.getState().conversationId !== null) return
      useComposer.getState().chooseForNew({})
      // What was typed since goes along into the conversation that has begun.
      const since = question.read()
      drafts.keep(null, emptyDraft)
      owner.current = begun
      drafts.keep(begun, since)
      useNavigation.getState().adoptConversation(begun)
    },
  })
  const fieldKey = useDrafts(conversationId, owner, question)

  const { fieldProps, menu, bar } = useCommands(question)
  const isTemporary = useIsTemporary()
  const { attachments, reading, refused, trouble, isBegun } = question
  return (
    <div className="composer-dock">
      {trouble && <TroubleLine trouble={trouble} onClose={question.forgetTrouble} />}
      {refused.length > 0 && <RefusedFiles refused={refused} onClose={question.forgetRefused} />}
      <WaitingQuestions />
      {isPicture && (
        <Suspense>
          <PictureOptionsForm />
        </Suspense>
      )}
      <CaptureActions
        hasAny={isBegun}
        read={question.read}
        onAct={({ text, attachments }) => question.askAs(() => text, attachments)}
      />
      {bar}
      <DictationBar showsEarlier />
      <form className="composer" data-temporary={isTemporary || undefined} {...question.formProps}>
        {menu}
        {(attachments.length > 0 || reading.length > 0) && (
          <AttachmentChips attachments={attachments} reading={reading} onRemove={question.remove} />
        )}
        <textarea
          dir="auto"
          key={fieldKey}
          {...fieldProps}
          id="composer"
          aria-label="Message"
          placeholder={isTemporary ? 'Ask anything. Nothing is saved.' : 'Ask anything, or / for commands'}
          onBlur={() => void drafts.flush()}
        />
        <div className="composer-foot">
          <input
            ref={picker}
            type="file"
            multiple
            hidden
            onChange={(event) => {
              const files = [...(event.currentTarget.files ?? [])]
              // The same file can be chosen again.
              event.currentTarget.value = ''
              question.attach(files)
            }}
          />
          <AttachButton onFiles={() => picker.current?.click()} onLoad={question.attachLoaded} />
          <CaptureButton />
          <EngineChip />
          <span className="composer-space" />
          <DictationButtons question={question} choices={newChoices} />
          <SendButtons {...question} />
        </div>
      </form>
    </div>
  )
}
