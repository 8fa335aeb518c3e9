import type { Draft } from '@shared/model/conversation'
import { type RefObject, useImperativeHandle } from 'react'
import { useApp } from '../../common/appStore'
import { TroubleLine } from '../../common/failures/TroubleLine'
import { CaptureActions } from '../capture/CaptureActions'
import { CaptureButtons } from '../capture/CaptureButtons'
import { AttachmentChips, RefusedFiles } from '../chat/composer/AttachmentChips'
import { SendButtons } from '../chat/composer/SendButtons'
import { useQuestion } from '../chat/composer/useQuestion'
import { WaitingQuestions } from '../chat/composer/WaitingQuestions'
import { useCommands } from '../commands/useCommands'
import { DictationBar } from '../dictation/DictationBar'
import { DictationButtons } from '../dictation/DictationButtons'
import { useDictationKeys } from '../dictation/dictationKeys'
import { quickChoices } from './quickChoices'
import { useReplacing } from './replacing'

/** What is in the field, for those around it. */
export interface QuickField {
  read(): Draft
  clear(): void
  focus(): void
}

interface Props {
  readonly handle: RefObject<QuickField | null>
  readonly isTemporary: boolean
  readonly prepare: () => Promise<void>
  /** The first words are coming: what shows answers will be needed. */
  readonly onBegin: () => void
}

const choicesNow = () => quickChoices(useApp.getState().settings)

/** The field of a quick question. There is one at a time, of this window alone: no drafts. */
export const QuickComposer = ({ handle, isTemporary, prepare, onBegin }: Props) => {
  const question = useQuestion({
    owner: () => null,
    choices: choicesNow,
    prepare,
    leavesSelection: true,
  })
  useDictationKeys()
  const { fieldProps, menu, bar } = useCommands(question)
  const { field, attachments, reading, refused, trouble, isBegun } = question
  useImperativeHandle(handle, () => ({
    read: question.read,
    clear: question.clear,
    focus: () => field.current?.focus(),
  }))

  return (
    <div className="quick-top" data-height="">
      <form className="quick-composer" {...question.formProps}>
        <textarea
          dir="auto"
          {...fieldProps}
          aria-label="Ask anything"
          placeholder={isTemporary ? 'Ask anything. Nothing is saved.' : 'Ask anything'}
          onInput={() => {
            fieldProps.onInput()
            onBegin()
          }}
        />
        <CaptureButtons />
        <DictationButtons question={question} choices={choicesNow} />
        <SendButtons {...question} />
      </form>
      {menu}
      {(attachments.length > 0 || reading.length > 0) && (
        <AttachmentChips attachments={attachments} reading={reading} onRemove={question.remove} />
      )}
      <DictationBar />
      <CaptureActions
        hasAny={isBegun}
        read={question.read}
        hasKeys
        onAct={({ text, attachments }, command) => {
          onBegin()
          useReplacing.getState().set(command.result === 'replace')
          question.askAs(() => text, attachments)
        }}
      />
      {bar}
      {trouble && <TroubleLine trouble={trouble} onClose={question.forgetTrouble} />}
      {refused.length > 0 && <RefusedFiles refused={refused} onClose={question.forgetRefused} />}
      <WaitingQuestions />
    </div>
  )
}
