import { useEffect, useRef } from 'react'

/** While somebody types, what they typed is kept this long after the last key. */
const settleMs = 500

interface Props {
  readonly id: string
  readonly value: string
  readonly placeholder?: string
  readonly onChange: (text: string) => void
}

/** A text of several lines that is kept when somebody stops typing or leaves. */
export const PromptField = ({ id, value, placeholder, onChange }: Props) => {
  const field = useRef<HTMLTextAreaElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const keep = useRef(() => {})
  keep.current = () => {
    clearTimeout(timer.current)
    const text = field.current?.value
    if (text !== undefined && text !== value) onChange(text)
  }
  // What was typed just before the dialog closed counts too.
  useEffect(() => {
    const { current } = keep
    return () => {
      clearTimeout(timer.current)
      current()
    }
  }, [])
  return (
    <textarea
      ref={field}
      id={id}
      className="input"
      rows={3}
      maxLength={100_000}
      placeholder={placeholder}
      defaultValue={value}
      onBlur={() => keep.current()}
      onChange={() => {
        clearTimeout(timer.current)
        timer.current = setTimeout(() => keep.current(), settleMs)
      }}
    />
  )
}
