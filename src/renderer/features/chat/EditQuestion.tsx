import { askedPictureOptions, textOf } from '@shared/model/message'
import { useLayoutEffect, useRef } from 'react'
import { flushSync } from 'react-dom'
import { wantsToSend } from '../../common/keys/wantsToSend'
import { useNavigation } from '../../common/navigation/navigation'
import { attachmentsOf } from './attachments'
import { useEditing } from './editing'
import { chatStore } from './useChat'

/** Edits a question: asked again as a branch, or only kept so. The old question and its answers stay. */
export const EditQuestion = ({ messageId }: { readonly messageId: string }) => {
  const field = useRef<HTMLTextAreaElement>(null)
  const end = useEditing((editing) => editing.end)
  const message = chatStore.getState().chat?.messages.get(messageId)

  useLayoutEffect(() => {
    const { current } = field
    current?.focus()
    current?.setSelectionRange(current.value.length, current.value.length)
  }, [])

  // The field goes, and the focus with it: back to where it came from.
  const cancel = () => {
    const article = field.current?.closest('article')
    flushSync(end)
    article?.querySelector<HTMLElement>('[aria-label="Edit"]')?.focus()
  }
  const ask = () => {
    const prompt = field.current?.value ?? ''
    if (!message) return
    const attachments = attachmentsOf(message)
    if (prompt.trim() === '' && attachments.length === 0) return
    end()
    useNavigation.getState().focusComposer()
    // The old question stays where it is, so a refusal loses nothing but the edit; the view says why.
    const wish = askedPictureOptions(message)
    void chatStore.getState().sendBeside(message, { prompt, attachments, ...(wish ? { wish } : {}) })
  }
  const save = () => {
    const text = field.current?.value ?? ''
    if (text.trim() === '') return
    end()
    useNavigation.getState().focusComposer()
    void chatStore.getState().saveEdit(messageId, text)
  }

  return (
    <form
      className="edit-question"
      onSubmit={(event) => {
        event.preventDefault()
        ask()
      }}
    >
      <textarea
        dir="auto"
        ref={field}
        aria-label="Your question"
        defaultValue={message ? textOf(message) : ''}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.stopPropagation()
            cancel()
          } else if (wantsToSend(event.nativeEvent)) {
            event.preventDefault()
            ask()
          }
        }}
      />
      <div className="edit-actions">
        <span className="hint">The question before stays as a version beside this one.</span>
        <button type="button" className="button quiet" onClick={cancel}>
          Cancel
        </button>
        <button type="button" className="button" onClick={save}>
          Save only
        </button>
        <button type="submit" className="button primary">
          Ask again
        </button>
      </div>
    </form>
  )
}
