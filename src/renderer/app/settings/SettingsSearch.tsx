import { Search } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { acceleratorOf } from '../../common/keys/accelerators'
import { isMac } from '../../common/keys/platform'

interface Props {
  readonly query: string
  readonly onChange: (query: string) => void
}

/** Finds a setting by a word. It has the focus first, and again with the keys that search everywhere. */
export const SettingsSearch = ({ query, onChange }: Props) => {
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (acceleratorOf(event, isMac) !== 'CmdOrCtrl+F') return
      // Another dialog may lie over this one.
      const dialog = event.target instanceof Element ? event.target.closest('[role="dialog"]') : null
      if (dialog && !dialog.contains(field.current)) return
      event.preventDefault()
      field.current?.select()
      field.current?.focus()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])
  return (
    <div className="search-field settings-search">
      <Search size={15} aria-hidden="true" />
      <input
        dir="auto"
        ref={field}
        type="search"
        aria-label="Search settings"
        placeholder="Search settings"
        autoComplete="off"
        spellCheck={false}
        maxLength={100}
        value={query}
        // Escape takes away the words first, and closes the dialog then.
        data-keeps-escape={query === '' ? undefined : true}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing || event.key !== 'Escape' || query === '') return
          event.preventDefault()
          onChange('')
        }}
      />
    </div>
  )
}
