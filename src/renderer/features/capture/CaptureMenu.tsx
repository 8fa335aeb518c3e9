import type { CaptureFacts } from '@shared/model/capture'
import { ClipboardPaste, Crop, ScanEye, TextSelect } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useEffect, useState } from 'react'
import { client } from '../../ipc/client'
import { useCapture } from './captureStore'

/** What can be brought in. Open as soon as it is there: it is loaded by the click that wants it. */
export const CaptureMenu = () => {
  const capture = useCapture((store) => store.capture)
  const [facts, setFacts] = useState<CaptureFacts | null>(null)
  useEffect(() => {
    client.call('capture.facts', {}).then(setFacts, (error: unknown) => {
      console.error('What can be looked at is not known', error)
    })
  }, [])
  return (
    <DropdownMenu.Root defaultOpen modal={false}>
      <DropdownMenu.Trigger className="icon-button" aria-label="Add context" data-tooltip="Add context">
        <ScanEye size={17} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={document.querySelector<HTMLElement>('main')}>
        <DropdownMenu.Content
          className="menu is-capture"
          side="top"
          align="start"
          sideOffset={6}
          collisionPadding={8}
          // The field takes the focus with what comes into it.
          onCloseAutoFocus={(event) => event.preventDefault()}
        >
          <DropdownMenu.Item className="menu-item" onSelect={() => void capture('selection')}>
            <TextSelect size={15} aria-hidden="true" />
            <span>
              Selected text
              {facts?.readsSelection === false && (
                <span className="menu-hint">Copy it first: this system shows no selections</span>
              )}
            </span>
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item" onSelect={() => void capture('clipboard')}>
            <ClipboardPaste size={15} aria-hidden="true" />
            <span>Clipboard</span>
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item" onSelect={() => void capture('screen')}>
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
