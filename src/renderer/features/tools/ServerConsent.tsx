import { shownExactly } from '@shared/lib/shownExactly'
import type { ServerAddress } from '@shared/model/toolServer'
import { steeringOf } from '@shared/toolServers/steering'
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
  const steering = Object.entries(steeringOf(address))
  const shownName = shownExactly(name)
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
      <h3 id={`${id}-title`}>{isProgram ? `Start ${shownName}?` : `Connect to ${shownName}?`}</h3>
      <div id={`${id}-what`}>
        <p className="tool-note">
          {isProgram
            ? 'This program will run on this computer with all of your rights, whenever one of its tools is needed.'
            : 'What its tools are asked, and what they answer, goes by this address.'}
        </p>
        <dl className="server-exact">
          <dt>{isProgram ? 'Command' : 'Address'}</dt>
          <dd>
            <Exact>{isProgram ? address.command : address.url}</Exact>
          </dd>
          {isProgram && address.args.length > 0 && (
            <>
              <dt>Arguments</dt>
              <dd>
                <ol>
                  {address.args.map((arg, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: an argument may come twice, and none moves
                    <li key={index}>
                      <Exact>{arg === '' ? '""' : arg}</Exact>
                    </li>
                  ))}
                </ol>
                <p className="tool-note">They are kept as they stand here: a key belongs into a variable.</p>
              </dd>
            </>
          )}
          {names.length > 0 && (
            <>
              <dt>{isProgram ? 'Variables' : 'Headers'}</dt>
              <dd>
                <Exact>{names.join(', ')}</Exact>
              </dd>
            </>
          )}
          {steering.length > 0 && (
            <>
              <dt>Decides which code runs</dt>
              <dd>
                <ul>
                  {steering.map(([variable, value]) => (
                    <li key={variable}>
                      <Exact>{`${variable}=${value}`}</Exact>
                    </li>
                  ))}
                </ul>
              </dd>
            </>
          )}
          {isProgram && (
            <>
              <dt>Folder</dt>
              <dd>
                <Exact>{address.cwd ?? 'Your own folder'}</Exact>
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

/** A text as it is: what would be unseen or would mislead is written out. */
const Exact = ({ children }: { readonly children: string }) => <code>{shownExactly(children)}</code>
