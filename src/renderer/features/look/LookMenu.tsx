import type { LookFacts } from '@shared/model/look'
import { ClipboardPaste, Crop, ScanEye, TextSelect } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useEffect, useState } from 'react'
import { client } from '../../ipc/client'
import { useLook } from './lookStore'

/** What can be brought in. Open as soon as it is there: it is loaded by the click that wants it. */
export const LookMenu = () => {
  const look = useLook((store) => store.look)
  const [facts, setFacts] = useState<LookFacts | null>(null)
  useEffect(() => {
    client.call('look.facts', {}).then(setFacts, (error: unknown) => {
      console.error('What can be looked at is not known', error)
    })
  }, [])
  return (
    <DropdownMenu.Root defaultOpen modal={false}>
      <DropdownMenu.Trigger
        className="icon-button"
        aria-label="What I am looking at"
        data-tooltip="What I am looking at"
      >
        <ScanEye size={17} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={document.querySelector<HTMLElement>('main')}>
        <DropdownMenu.Content
          className="menu is-look"
          side="top"
          align="start"
          sideOffset={6}
          collisionPadding={8}
          // The field takes the focus with what comes into it.
          onCloseAutoFocus={(event) => event.preventDefault()}
        >
          <DropdownMenu.Item className="menu-item" onSelect={() => void look('selection')}>
            <TextSelect size={15} aria-hidden="true" />
            <span>
              Selected text
              {facts?.readsSelection === false && (
                <span className="menu-hint">Copy it first: this system shows no selections</span>
              )}
            </span>
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item" onSelect={() => void look('clipboard')}>
            <ClipboardPaste size={15} aria-hidden="true" />
            <span>Clipboard</span>
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item" onSelect={() => void look('screen')}>
            <Crop size={15} aria-hidden="true" />
            <span>
              Part of the screen…
              {facts?.desktopAsks && <span className="menu-hint">Your desktop will ask which screen</span>}
            </span>
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
