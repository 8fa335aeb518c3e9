import { X } from 'lucide-react'
import { Dialog as Primitive } from 'radix-ui'
import { type ReactNode, useRef } from 'react'
import { IconButton } from './IconButton'

interface Props {
  readonly title: string
  readonly className?: string
  /** What stands beside the title. */
  readonly tools?: ReactNode
  /** A selector of what has the focus first; otherwise it is the first that can have it. */
  readonly firstFocus?: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A dialog over the page: titled, closed by Escape, by its button and by a click beside it. */
export const Dialog = ({ title, className = '', tools, firstFocus, onClose, children }: Props) => {
  // Radix gives the focus back to its own trigger only, and ours open from anywhere, shortcuts included.
  const before = useRef(document.activeElement)
  return (
    <Primitive.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Primitive.Portal>
        <Primitive.Overlay className="overlay" />
        <Primitive.Content
          className={`dialog ${className}`}
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            const content = event.target instanceof Element ? event.target : null
            const first = firstFocus && content?.querySelector<HTMLElement>(firstFocus)
            if (!first) return
            event.preventDefault()
            first.focus()
          }}
          onEscapeKeyDown={(event) => {
            // Something in the dialog is under way and ends by it first, e.g. the choice of a shortcut.
            const { target } = event
            if (target instanceof Element && target.closest('[data-keeps-escape]')) event.preventDefault()
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            if (before.current instanceof HTMLElement) before.current.focus()
          }}
        >
          <header className="dialog-head">
            <Primitive.Title className="dialog-title">{title}</Primitive.Title>
            {tools}
            <Primitive.Close asChild>
              <IconButton label="Close">
                <X size={18} />
              </IconButton>
            </Primitive.Close>
          </header>
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}
