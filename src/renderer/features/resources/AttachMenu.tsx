import type { OfferedResources } from '@shared/ipc/serverContent'
import { FileUp, Paperclip, Server } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useState } from 'react'
import type { AttachLoaded } from './AttachButton'
import { ResourceDialog } from './ResourceDialog'

interface Props {
  /** Null: it is closed. */
  readonly offers: readonly OfferedResources[] | null
  readonly onOpen: () => void
  readonly onFiles: () => void
  readonly onLoad: AttachLoaded
  readonly onClose: () => void
}

/** The places that something to attach may come from. */
export const AttachMenu = ({ offers, onOpen, onFiles, onLoad, onClose }: Props) => {
  const [chosen, setChosen] = useState<OfferedResources | null>(null)
  return (
    <>
      <DropdownMenu.Root
        open={offers !== null}
        onOpenChange={(isOpen) => (isOpen ? onOpen() : onClose())}
        modal={false}
      >
        <DropdownMenu.Trigger className="icon-button" aria-label="Attach files" data-tooltip="Attach files">
          <Paperclip size={17} />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal container={document.querySelector<HTMLElement>('main')}>
          <DropdownMenu.Content className="menu" side="top" align="start" sideOffset={6} collisionPadding={8}>
            <DropdownMenu.Item className="menu-item" onSelect={onFiles}>
              <FileUp size={15} aria-hidden="true" />
              <span>Files…</span>
            </DropdownMenu.Item>
            {offers?.map((offered) => (
              <DropdownMenu.Item
                key={offered.serverId}
                className="menu-item"
                onSelect={() => setChosen(offered)}
              >
                <Server size={15} aria-hidden="true" />
                <span>From {offered.serverName}…</span>
              </DropdownMenu.Item>
            ))}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {chosen && <ResourceDialog offered={chosen} onLoad={onLoad} onClose={() => setChosen(null)} />}
    </>
  )
}
