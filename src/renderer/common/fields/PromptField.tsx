import { useEffect, useRef } from 'react'

/** What the user types is kept this long after the last key. */
const settleMs = 500

interface Props {
  readonly id: string
  readonly value: string
  readonly placeholder?: string
  readonly onChange: (text: string) => void
}

/** A text of several lines that is kept when the user stops typing or leaves. */
export const PromptField = ({ id, value, placeholder, onChange }: Props) => {
  // Not read from the field: that is gone when the dialog closes, and what was typed just before counts too.
  const typed = useRef(value)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const keep = useRef(() => {})
  keep.current = () => {
    clearTimeout(timer.current)
    if (typed.current !== value) onChange(typed.current)
  }
  useEffect(() => () => keep.current(), [])
  return (
    <textarea
      dir="auto"
      id={id}
      className="input"
      rows={3}
      maxLength={100_000}
      placeholder={placeholder}
      defaultValue={value}
      onBlur={() => keep.current()}
      onChange={(event) => {
        typed.current = event.target.value
        clearTimeout(timer.current)
        timer.current = setTimeout(() => keep.current(), settleMs)
      }}
    />
  )
}
