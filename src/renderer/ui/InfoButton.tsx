import { Info } from 'lucide-react'
import { Popover } from 'radix-ui'
import type { ReactNode } from 'react'

interface Props {
  /** What it tells more about. */
  readonly label: string
  readonly children: ReactNode
}

/** A small button shows what does not fit into one line of help. The text takes the focus: it is read out. */
export const InfoButton = ({ label, children }: Props) => (
  <Popover.Root>
    <Popover.Trigger className="info-button" aria-label={`About ${label}`}>
      <Info size={14} aria-hidden="true" />
    </Popover.Trigger>
    <Popover.Portal>
      <Popover.Content
        className="info-words"
        aria-label={`About ${label}`}
        side="top"
        sideOffset={6}
        collisionPadding={12}
      >
        {children}
      </Popover.Content>
    </Popover.Portal>
  </Popover.Root>
)
