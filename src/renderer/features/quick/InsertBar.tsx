import type { CopiedReason, InsertionTarget } from '@shared/model/insertion'
import { CornerDownLeft, Info, Replace, X } from 'lucide-react'
import { useCallback, useEffect } from 'react'
import { shownAccelerator } from '../../common/keys/accelerators'
import { isMac } from '../../common/keys/platform'
import { client } from '../../ipc/client'
import { IconButton } from '../../ui/IconButton'
import { codeBlockOf } from '../chat/markdown/CodeBlock'

export type InsertMode = 'insert' | 'replace'

const wordsOf = (reason: CopiedReason, program: string): string => {
  const name = program || 'The program'
  switch (reason) {
    case 'gone':
      return `${name} was closed. The answer is on the clipboard.`
    case 'not-in-front':
      return `${name} did not come to the front. The answer is on the clipboard.`
    case 'not-taken':
      return `${name} took nothing. The answer is on the clipboard.`
    case 'no-way':
    case 'no-target':
      return 'Parley cannot paste there. The answer is on the clipboard.'
    case 'lines':
      return 'Several lines may run at once in a terminal. The answer is on the clipboard.'
    case 'permission':
      return 'To paste for you, Parley needs your leave: System Settings, Privacy & Security, Accessibility. The answer is on the clipboard.'
  }
}

/** Keys of other controls are theirs; in the field they are the bar's while nothing is written. */
const isForBar = ({ target }: KeyboardEvent): boolean =>
  target instanceof HTMLTextAreaElement
    ? target.matches('.quick-composer textarea')
    : target instanceof Element && !target.closest('button, a, input, select, summary, textarea, form')

interface Props {
  readonly target: InsertionTarget
  /** The answer is meant to take the place of what is selected: then Enter alone does that. */
  readonly isReplacement: boolean
  /** What goes there. */
  readonly text: (mode: InsertMode) => Promise<string>
  /** Keys belong to what is being written otherwise. */
  readonly isFieldEmpty: () => boolean
  /** Why it was only copied: told beside the field, as the window may show another answer by then. */
  readonly onCopied: (words: string | null) => void
}

/** Puts an answer into the program that the quick-ask window came up over. */
export const InsertBar = ({ target, isReplacement, text, isFieldEmpty, onCopied }: Props) => {
  const { program, canReplace } = target
  const put = useCallback(
    (mode: InsertMode, code?: string) => {
      const run = async () => {
        onCopied(null)
        const inserted = await client.call('quick.insert', { text: code ?? (await text(mode)), mode })
        if (inserted.type === 'copied') onCopied(wordsOf(inserted.reason, program))
      }
      run().catch((error: unknown) => console.error('Inserting failed', error))
    },
    [program, text, onCopied],
  )
  const replaceKeys = isReplacement ? 'Enter' : 'CmdOrCtrl+Shift+Enter'
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || event.isComposing || event.altKey || event.repeat) return
      if (!isForBar(event) || !isFieldEmpty()) return
      const isCommand = event.ctrlKey || event.metaKey
      const isReplace = canReplace && (isCommand ? event.shiftKey : isReplacement && !event.shiftKey)
      if (!isReplace && (!isCommand || event.shiftKey)) return
      event.preventDefault()
      event.stopPropagation()
      put(isReplace ? 'replace' : 'insert')
    }
    // Blocks of code stand outside React.
    const click = (event: MouseEvent) => {
      const button = event.target instanceof Element ? event.target.closest('[data-insert-code]') : null
      const frame = button?.closest('.md-code')
      const block = frame && codeBlockOf(frame)
      if (block) put('insert', block.text)
    }
    // Before the field, which takes every Enter.
    document.addEventListener('keydown', press, true)
    document.addEventListener('click', click)
    return () => {
      document.removeEventListener('keydown', press, true)
      document.removeEventListener('click', click)
    }
  }, [canReplace, isReplacement, put, isFieldEmpty])
  const button = (mode: InsertMode, keys: string, isPrimary: boolean) => (
    <button
      type="button"
      className={`button small ${isPrimary ? 'primary' : ''}`}
      aria-label={mode === 'insert' ? 'Insert' : 'Replace'}
      aria-keyshortcuts={keys}
      // What is marked in the answer stays marked.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => put(mode)}
    >
      {mode === 'insert' ? (
        <CornerDownLeft size={14} aria-hidden="true" />
      ) : (
        <Replace size={14} aria-hidden="true" />
      )}
      {mode === 'insert' ? 'Insert' : 'Replace'}
      <kbd data-keys={shownAccelerator(keys, isMac)} />
    </button>
  )
  return (
    <fieldset className="insert-bar" data-height="">
      <legend className="visually-hidden">Use the answer</legend>
      {program !== '' && <span className="insert-program">{program}</span>}
      <span className="composer-space" />
      {button('insert', 'CmdOrCtrl+Enter', !isReplacement || !canReplace)}
      {canReplace && button('replace', replaceKeys, isReplacement)}
    </fieldset>
  )
}

/** Why an answer was copied instead. */
export const CopiedNote = ({ words, onClose }: { readonly words: string; readonly onClose: () => void }) => (
  <div className="quick-note" data-height="">
    <div role="status" className="trouble is-calm">
      <Info size={16} aria-hidden="true" />
      <p>{words}</p>
      <IconButton label="Dismiss" onClick={onClose}>
        <X size={15} />
      </IconButton>
    </div>
  </div>
)
