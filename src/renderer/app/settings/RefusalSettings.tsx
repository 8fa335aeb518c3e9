import type { EngineSummary } from '@shared/model/engine'
import type { Refusal } from '@shared/model/refusal'
import { useState } from 'react'
import { wordsFor } from '../../common/failures/failureWords'
import { troubleOf } from '../../common/failures/trouble'
import { client } from '../../ipc/client'
import { FieldRow } from '../../ui/FieldRow'
import { refusalWords } from './refusalWords'

/** What this engine's server refused once, and a way to try each again. */
export const RefusalSettings = ({ engine }: { readonly engine: EngineSummary }) => {
  const [error, setError] = useState<string | null>(null)
  const { refusals } = engine
  if (refusals.length === 0) return null
  const tryAgain = async (refusal: Refusal) => {
    setError(null)
    try {
      await client.call('engines.forgetRefusal', { engineId: engine.id, refusal })
    } catch (reason) {
      const { code, data } = troubleOf(reason)
      setError(wordsFor(code, data).explanation)
    }
  }
  return (
    <FieldRow
      id="refusals"
      label="Not taken by this server"
      hint="It refused this once; since then it is left out."
      more="It is forgotten by itself once the server has another version or other models."
      below={
        <>
          <ul className="refusals">
            {refusals.map((refusal) => {
              const words = refusalWords(refusal)
              return (
                <li key={`${refusal.scope} ${words}`}>
                  <span>{words}</span>
                  <button
                    type="button"
                    className="button small quiet"
                    aria-label={`Try again: ${words}`}
                    onClick={() => void tryAgain(refusal)}
                  >
                    Try again
                  </button>
                </li>
              )
            })}
          </ul>
          {error && (
            <p role="alert" className="field-error">
              {error}
            </p>
          )}
        </>
      }
    />
  )
}
