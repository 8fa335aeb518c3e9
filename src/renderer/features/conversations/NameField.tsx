import { useEffect, useRef } from 'react'

interface Props {
  readonly label: string
  readonly name: string
  readonly maxLength: number
  /** `name` is null where it stays as it is. `byKey`: the focus was in the field and has to go somewhere. */
  readonly onEnd: (name: string | null, byKey: boolean) => void
}

/** A name as a field: kept by Enter and by leaving it, called off by Escape. */
export const NameField = ({ label, name, maxLength, onEnd }: Props) => {
  const field = useRef<HTMLInputElement>(null)
  const isOver = useRef(false)
  useEffect(() => {
    field.current?.focus()
    field.current?.select()
  }, [])
  const end = (isWanted: boolean, byKey: boolean) => {
    // Enter also takes the focus away: once is enough.
    if (isOver.current) return
    isOver.current = true
    const written = field.current?.value.trim() ?? ''
    onEnd(isWanted && written !== '' && written !== name ? written : null, byKey)
  }
  return (
    <input
      dir="auto"
      ref={field}
      className="rename"
      aria-label={label}
      placeholder={label}
      defaultValue={name}
      maxLength={maxLength}
      onBlur={() => end(true, false)}
      onKeyDown={(event) => {
        // The list has keys of its own.
        event.stopPropagation()
        if (event.nativeEvent.isComposing) return
        if (event.key === 'Enter') {
          // Where the focus goes, the same key must not press what is there.
          event.preventDefault()
          end(true, true)
        }
        if (event.key === 'Escape') end(false, true)
      }}
    />
  )
}
