import type { CopiedReason, InsertionTarget } from '@shared/model/insertion'
import { CornerDownLeft, Info, Replace, X } from 'lucide-react'
import { useCallback, useEffect } from 'react'
import { shownAccelerator } from '../../common/keys/accelerators'
import { isMac } from '../../common/keys/platform'
import { client } from '../../ipc/client'
import { IconButton } from '../../ui/IconButton'

type Mode = 'insert' | 'replace'

interface Copied {
  readonly reason: CopiedReason
  readonly program: string
}

const wordsOf = ({ reason, program }: Copied): string => {
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
    case 'permission':
      return 'Allow Parley in System Settings, Privacy & Security, Accessibility. The answer is on the clipboard.'
  }
}

interface Props {
  readonly target: InsertionTarget
  /** What goes there. */
  readonly text: () => string
  /** Keys belong to what is being written otherwise. */
  readonly isFieldEmpty: () => boolean
  /** Why it was only copied: told beside the field, as the window may show another answer by then. */
  readonly onCopied: (words: string | null) => void
}

const keys = { insert: 'CmdOrCtrl+Enter', replace: 'CmdOrCtrl+Shift+Enter' } as const

/** Puts an answer into the program that the quick-ask window came up over. */
export const InsertBar = ({ target, text, isFieldEmpty, onCopied }: Props) => {
  const { program, canReplace } = target
  const put = useCallback(
    async (mode: Mode) => {
      onCopied(null)
      const inserted = await client.call('quick.insert', { text: text(), mode })
      if (inserted.type === 'copied') onCopied(wordsOf({ reason: inserted.reason, program }))
    },
    [program, text, onCopied],
  )
  const begin = useCallback(
    (mode: Mode) => {
      put(mode).catch((error: unknown) => console.error('Inserting failed', error))
    },
    [put],
  )
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const isEnter = event.key === 'Enter' && !event.isComposing && !event.altKey
      if (!isEnter || !(event.ctrlKey || event.metaKey) || !isFieldEmpty()) return
      if (event.shiftKey && !canReplace) return
      event.preventDefault()
      event.stopPropagation()
      begin(event.shiftKey ? 'replace' : 'insert')
    }
    // Before the field, which takes every Enter.
    document.addEventListener('keydown', press, true)
    return () => document.removeEventListener('keydown', press, true)
  }, [canReplace, begin, isFieldEmpty])
  return (
    <fieldset className="insert-bar" data-height="">
      <legend className="visually-hidden">Use the answer</legend>
      {program !== '' && <span className="insert-program">{program}</span>}
      <span className="composer-space" />
      <button
        type="button"
        className="button small"
        aria-label="Insert"
        aria-keyshortcuts={keys.insert}
        onClick={() => begin('insert')}
      >
        <CornerDownLeft size={14} aria-hidden="true" /> Insert
        <kbd>{shownAccelerator(keys.insert, isMac)}</kbd>
      </button>
      {canReplace && (
        <button
          type="button"
          className="button small primary"
          aria-label="Replace"
          aria-keyshortcuts={keys.replace}
          onClick={() => begin('replace')}
        >
          <Replace size={14} aria-hidden="true" /> Replace
          <kbd>{shownAccelerator(keys.replace, isMac)}</kbd>
        </button>
      )}
    </fieldset>
  )
}

/** Why an answer was copied instead. */
export const CopiedNote = ({ words, onClose }: { readonly words: string; readonly onClose: () => void }) => (
  <div role="status" className="trouble is-calm" data-height="">
    <Info size={16} aria-hidden="true" />
    <p>{words}</p>
    <IconButton label="Dismiss" onClick={onClose}>
      <X size={15} />
    </IconButton>
  </div>
)
