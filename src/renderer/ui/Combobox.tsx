import { ChevronDown } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'

export interface Choice {
  readonly value: string
  /** Besides the value: dates, prices, notes. */
  readonly detail?: ReactNode
}

interface Props {
  readonly id: string
  /** What is kept. */
  readonly value: string
  readonly placeholder?: string
  readonly choices: readonly Choice[]
  /** A chosen or typed value; '' for none. */
  readonly onCommit: (value: string) => void
  readonly onOpen?: () => void
}

/** A field with suggestions (the ARIA pattern with a list): any value can be typed. */
export const Combobox = ({ id, value, placeholder, choices, onCommit, onOpen }: Props) => {
  const [typed, setTyped] = useState<string | null>(null)
  const [isOpen, setOpen] = useState(false)
  const [active, setActive] = useState(-1)
  const list = useRef<HTMLDivElement>(null)
  const field = useRef<HTMLInputElement>(null)

  const needle = typed?.trim().toLowerCase() ?? ''
  const shown =
    needle === '' ? choices : choices.filter((choice) => choice.value.toLowerCase().includes(needle))
  const activeChoice = shown[active]

  const open = () => {
    if (!isOpen) onOpen?.()
    setOpen(true)
  }
  const close = () => {
    setOpen(false)
    setActive(-1)
  }
  const commit = (next: string) => {
    close()
    setTyped(null)
    if (next !== value) onCommit(next)
  }

  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active])

  return (
    <div className="combobox">
      <input
        dir="auto"
        ref={field}
        id={id}
        role="combobox"
        aria-expanded={isOpen && shown.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={activeChoice ? `${id}-${active}` : undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder={placeholder}
        value={typed ?? value}
        onChange={(event) => {
          setTyped(event.target.value)
          setActive(-1)
          open()
        }}
        onClick={open}
        onBlur={() => {
          if (typed !== null) commit(typed.trim())
          else close()
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault()
            if (!isOpen) return open()
            const step = event.key === 'ArrowDown' ? 1 : -1
            if (shown.length > 0) setActive((active + step + shown.length) % shown.length)
          } else if (event.key === 'Enter') {
            event.preventDefault()
            commit(activeChoice?.value ?? (typed ?? value).trim())
          } else if (event.key === 'Escape' && (isOpen || typed !== null)) {
            event.stopPropagation()
            setTyped(null)
            close()
          }
        }}
      />
      <ChevronDown size={15} aria-hidden="true" />
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label="Suggestions"
        className="combobox-list"
        hidden={!isOpen || shown.length === 0}
      >
        {shown.map((choice, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
          <div
            key={choice.value}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={choice.value === value}
            data-active={index === active || undefined}
            className="combobox-option"
            // Before the field loses the focus, which would commit what was typed.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => commit(choice.value)}
          >
            <span>{choice.value}</span>
            {choice.detail && <span className="combobox-detail">{choice.detail}</span>}
          </div>
        ))}
      </div>
    </div>
  )
}
