import { type RefObject, useEffect, useRef } from 'react'
import type { Match } from './entries'
import './commands.css'

interface Props {
  readonly id: string
  readonly field: RefObject<HTMLTextAreaElement | null>
  readonly matches: readonly Match[]
  readonly active: number
  readonly onTake: (match: Match) => void
  readonly onClose: () => void
}

/** The list beside the field, which keeps the focus and the keys. */
export const CommandMenu = ({ id, field, matches, active, onTake, onClose }: Props) => {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active])
  useEffect(() => {
    const { current } = field
    current?.addEventListener('blur', onClose)
    return () => current?.removeEventListener('blur', onClose)
  }, [field, onClose])
  const count = matches.length
  return (
    <div className="command-menu">
      <p role="status" className="visually-hidden">
        {count === 1 ? '1 command' : `${count} commands`}
      </p>
      <div ref={list} id={id} role="listbox" aria-label="Commands" className="command-list">
        {matches.map((match, index) => {
          const { id: entryId, slug, detail, origin } = match.entry
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
            <div
              key={entryId}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              className="command-option"
              // The field keeps the focus.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onTake(match)}
            >
              <span className="command-slug">/{slug}</span>
              <span className="command-detail">{detail}</span>
              {origin !== null && <span className="command-origin">{origin}</span>}
            </div>
          )
        })}
      </div>
    </div>
  )
}
