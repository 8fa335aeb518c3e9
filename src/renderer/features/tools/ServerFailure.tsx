import type { Failure } from '@shared/ipc/errors'
import type { ServerAddress } from '@shared/model/toolServer'
import { TriangleAlert } from 'lucide-react'
import { text } from '../../common/failures/failureText'
import { wordsFor } from '../../common/failures/failureWords'
import { client } from '../../ipc/client'
import { commandLine } from './addressWords'

interface Props {
  readonly failure: Failure
  readonly address: ServerAddress
  readonly onTryAgain: () => void
  /** The user is to choose the file that is started. */
  readonly onChoose: () => void
}

/** Why a server does not run: what helps, what it wrote itself, and where its command was looked for. */
export const ServerFailure = ({ failure, address, onTryAgain, onChoose }: Props) => {
  const { code, data = {} } = failure
  const { title, explanation } = wordsFor(code, data)
  const written = text(data, 'written') ?? text(data, 'said')
  const looked = text(data, 'looked')
  return (
    <div role="alert" className="server-failure">
      <p>
        <TriangleAlert size={15} aria-hidden="true" /> <strong>{title}.</strong> {explanation}
      </p>
      {written !== null && (
        <details open>
          <summary>What it wrote</summary>
          <pre className="tool-text">{written}</pre>
        </details>
      )}
      {looked !== null && (
        <details>
          <summary>Where it was looked for</summary>
          <pre className="tool-text">{looked}</pre>
        </details>
      )}
      <div className="approval-buttons">
        <button type="button" className="button small" onClick={onTryAgain}>
          {code === 'toolServer/needs-sign-in' ? 'Sign in' : 'Try again'}
        </button>
        {code === 'toolServer/command-not-found' && (
          <button type="button" className="button small" onClick={onChoose}>
            Choose the file…
          </button>
        )}
        {address.type === 'stdio' && (
          <button
            type="button"
            className="button small quiet"
            onClick={() => void client.call('app.copyText', { text: commandLine(address) })}
          >
            Copy for a terminal
          </button>
        )}
      </div>
    </div>
  )
}
