import type { TransferResult } from '@shared/model/transfer'
import {
  countLeftOut,
  countsInWords,
  importInWords,
  leftOutInWords,
  sourceNames,
} from '@shared/model/transferWords'
import { ChevronRight, Download } from 'lucide-react'
import { useEffect, useState } from 'react'
import { troubleOf } from '../../common/failures/trouble'
import { partOf } from '../../common/transfers/exportWords'
import { isTransferBusy, type TransferState } from '../../common/transfers/transferState'
import { client } from '../../ipc/client'
import { formatNumber } from '../../ui/amounts'
import { FieldRow } from '../../ui/FieldRow'
import { ProgressBar } from '../../ui/ProgressBar'
import { useImport } from './importStore'
import { importTroubleWords } from './importTroubleWords'

/** What did not come along, folded; with all names in the report. */
const LeftOutList = ({
  result,
  transferId,
}: {
  readonly result: TransferResult
  readonly transferId: string
}) => {
  const [outcome, setOutcome] = useState<string | null>(null)
  const { leftOut } = result
  if (leftOut.length === 0) return null
  const count = countLeftOut(leftOut)
  const save = async () => {
    setOutcome(null)
    try {
      const saved = await client.call('transfer.saveReport', { transferId })
      if (saved) setOutcome(`Saved as ${saved.name}.`)
    } catch (error) {
      const { code, data } = troubleOf(error)
      setOutcome(`Not saved. ${importTroubleWords(code, data)}`)
    }
  }
  return (
    <>
      <details className="fold">
        <summary>
          <ChevronRight aria-hidden="true" size={14} />
          {count === 0
            ? 'Everything that can be seen came along'
            : count === 1
              ? '1 thing did not come along'
              : `${formatNumber(count)} things did not come along`}
        </summary>
        <ul className="transfer-left-out">
          {leftOut.map((each) => (
            <li key={`${each.kind} ${each.reason}`}>
              {leftOutInWords(each)}
              {each.names.length > 0 && (
                <ul>
                  {[...new Set(each.names)].slice(0, 20).map((name) => (
                    <li key={name}>{name}</li>
                  ))}
                </ul>
              )}
            </li>
          ))}
        </ul>
      </details>
      <div className="form-actions">
        <button type="button" className="button small" onClick={() => void save()}>
          Save report…
        </button>
        {outcome !== null && (
          <p role="status" className="field-hint">
            {outcome}
          </p>
        )}
      </div>
    </>
  )
}

const Running = ({ name, source, progress, added }: TransferState & { readonly type: 'running' }) => {
  const words = added ? countsInWords(added) : ''
  return (
    <div className="transfer-progress">
      <ProgressBar
        label={`Importing ${name}${source === null ? '' : `, ${sourceNames[source]}`}`}
        value={partOf(progress)}
      />
      <p className="field-hint">
        {progress?.total ? '' : 'Looking at the file… '}
        {words !== '' && `${words} so far`}
      </p>
    </div>
  )
}

/** Brings in history from elsewhere. */
export const ImportHistory = () => {
  const state = useImport((each) => each.state)
  const { start, attach, cancel } = useImport.getState()
  useEffect(() => void attach(), [attach])
  const isBusy = isTransferBusy(state)
  return (
    <FieldRow
      label="Import"
      hint="From ChatGPT, Claude, Gemini, Grok, DeepSeek, many other apps, or another Parley."
      more="Also from AI Studio, Open WebUI, LibreChat, LM Studio, Jan, Chatbox, Cherry Studio, and files with one conversation a line. Choose the archive or file as it came, or drop it (a folder, too) on the window: what it is, is found out. Branches, thoughts, pictures and files come along as far as it holds them. Imported twice, nothing is there twice."
      below={
        <>
          {state.type === 'running' && <Running {...state} />}
          {state.type === 'refused' && (
            <p role="alert" className="field-error">
              {importTroubleWords(state.code, state.data)}
            </p>
          )}
          {state.type === 'ended' && state.result.failure && (
            <p role="alert" className="field-error">
              {importTroubleWords(state.result.failure.code, state.result.failure.data)}
            </p>
          )}
          {/* Always there: what is put into it is announced. */}
          <p role="status" className="transfer-status">
            {state.type === 'ended' ? importInWords(state.result) : ''}
          </p>
          {state.type === 'ended' && <LeftOutList result={state.result} transferId={state.transferId} />}
        </>
      }
    >
      <button type="button" className="button small" disabled={isBusy} onClick={() => void start()}>
        <Download size={16} aria-hidden="true" /> Import…
      </button>
      {state.type === 'running' && (
        <button
          type="button"
          className="button small"
          disabled={state.isCancelling}
          onClick={() => void cancel()}
        >
          Cancel
        </button>
      )}
    </FieldRow>
  )
}
