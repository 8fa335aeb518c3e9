import { ChevronDown, ChevronUp, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useNavigation } from '../../common/navigation/navigation'
import { IconButton } from '../../ui/IconButton'
import { useFind } from './findStore'
import { useFound } from './useFound'

/** Looks for words in the conversation on screen. `version` changes when the conversation does. */
export const FindBar = ({ version }: { readonly version: unknown }) => {
  const conversationId = useNavigation((navigation) => navigation.conversationId)
  const focus = useFind((find) => find.focus)
  const close = useFind((find) => find.close)
  const [query, setQuery] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const before = useRef(document.activeElement)
  const { hits, at, step } = useFound(conversationId, query, version)

  // biome-ignore lint/correctness/useExhaustiveDependencies: each request puts the caret back
  useEffect(() => {
    field.current?.focus()
    field.current?.select()
  }, [focus])

  const leave = () => {
    close()
    if (before.current instanceof HTMLElement && before.current.isConnected) before.current.focus()
    else useNavigation.getState().focusComposer()
  }
  const count = hits === null ? '' : hits.length === 0 ? 'Nothing found' : `${at + 1} of ${hits.length}`
  const isNone = hits === null || hits.length === 0
  return (
    <search
      className="find-bar"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        leave()
      }}
    >
      <input
        dir="auto"
        ref={field}
        type="search"
        aria-label="Find in conversation"
        placeholder="Find in conversation"
        autoComplete="off"
        spellCheck={false}
        maxLength={500}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
          event.preventDefault()
          step(event.shiftKey ? -1 : 1)
        }}
      />
      <span role="status" className="find-count">
        {count}
      </span>
      <IconButton label="Previous match" disabled={isNone} onClick={() => step(-1)}>
        <ChevronUp size={16} />
      </IconButton>
      <IconButton label="Next match" disabled={isNone} onClick={() => step(1)}>
        <ChevronDown size={16} />
      </IconButton>
      <IconButton label="Close find" onClick={leave}>
        <X size={16} />
      </IconButton>
    </search>
  )
}
