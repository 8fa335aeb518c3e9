import type { ServerAddress } from '@shared/model/toolServer'
import { useEffect, useId, useRef } from 'react'
import { secretNames } from './addressWords'

interface Props {
  readonly name: string
  readonly address: ServerAddress
  readonly onAllow: () => void
  readonly onCancel: () => void
}

/** Shows exactly what would be started, or where everything would be sent, before it is. */
export const ServerConsent = ({ name, address, onAllow, onCancel }: Props) => {
  const id = useId()
  const card = useRef<HTMLDivElement>(null)
  // The card itself and none of its buttons: a key that comes too soon starts nothing.
  useEffect(() => card.current?.focus(), [])
  const names = secretNames(address)
  const isProgram = address.type === 'stdio'
  return (
    <div
      ref={card}
      role="alertdialog"
      data-inline=""
      data-keeps-escape=""
      tabIndex={-1}
      className="server-consent"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-what`}
      onKeyDown={(event) => event.key === 'Escape' && onCancel()}
    >
      <h3 id={`${id}-title`}>{isProgram ? `Start ${name}?` : `Connect to ${name}?`}</h3>
      <div id={`${id}-what`}>
        <p className="tool-note">
          {isProgram
            ? 'This program will run on this computer with all of your rights, whenever one of its tools is needed.'
            : 'What its tools are asked, and what they answer, goes by this address.'}
        </p>
        <dl className="server-exact">
          <dt>{isProgram ? 'Command' : 'Address'}</dt>
          <dd>
            <code>{isProgram ? address.command : address.url}</code>
          </dd>
          {isProgram && address.args.length > 0 && (
            <>
              <dt>Arguments</dt>
              <dd>
                <ol>
                  {address.args.map((arg, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: an argument may come twice, and none moves
                    <li key={index}>
                      <code>{arg === '' ? '""' : arg}</code>
                    </li>
                  ))}
                </ol>
              </dd>
            </>
          )}
          {names.length > 0 && (
            <>
              <dt>{isProgram ? 'Variables' : 'Headers'}</dt>
              <dd>
                <code>{names.join(', ')}</code>
              </dd>
            </>
          )}
          {isProgram && (
            <>
              <dt>Folder</dt>
              <dd>
                <code>{address.cwd ?? 'Your own folder'}</code>
              </dd>
            </>
          )}
        </dl>
      </div>
      <div className="approval-buttons">
        <button type="button" className="button small primary" onClick={onAllow}>
          {isProgram ? 'Allow and start' : 'Allow and connect'}
        </button>
        <button type="button" className="button small" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </div>
  )
}
