import { type ExportFormat, exportFormats } from '@shared/model/exports'
import { useEffect } from 'react'
import { useNavigation } from '../../common/navigation/navigation'
import { isTransferBusy } from '../../common/transfers/transferState'
import { formatNumber } from '../../ui/amounts'
import { Dialog } from '../../ui/Dialog'
import { Toggle } from '../../ui/Toggle'
import { useExport } from './exportStore'
import { HistoryExportProgress } from './HistoryExportProgress'

const formatWords: Readonly<Record<ExportFormat, { readonly name: string; readonly hint: string }>> = {
  markdown: { name: 'Markdown', hint: 'Plain text for notes and editors; pictures in a folder beside it.' },
  html: { name: 'Web page', hint: 'One file for any browser, light and dark, with its pictures inside.' },
  pdf: { name: 'PDF', hint: 'For paper and for keeping, with page numbers.' },
  json: {
    name: 'JSON',
    hint: 'As ChatGPT exports it, with every version. For other programs, and for importing here again.',
  },
}

const titleOf = (count: number): string =>
  count === 1 ? 'Export' : `Export ${formatNumber(count)} conversations`

/** What to write conversations as, and what goes along. */
export const ExportDialog = ({ conversationIds }: { readonly conversationIds: readonly string[] }) => {
  const closeDialog = useNavigation((navigation) => navigation.closeDialog)
  const options = useExport((each) => each.options)
  const isBusy = useExport(({ state }) => isTransferBusy(state))
  const isDone = useExport(({ state }) => state.type === 'ended' && state.result.end === 'complete')
  const { choose, exportConversations, forget } = useExport.getState()
  // How the last one ended is no news here.
  useEffect(() => forget(), [forget])
  const isJson = options.format === 'json'
  return (
    <Dialog title={titleOf(conversationIds.length)} className="is-export" onClose={closeDialog}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroller must be reachable by keyboard */}
      <div className="dialog-body" tabIndex={0}>
        <div className="settings-group">
          <fieldset className="segments" disabled={isBusy}>
            <legend className="field-label">Format</legend>
            <div className="segment-row">
              {exportFormats.map((format) => (
                <label key={format} className="segment">
                  <input
                    type="radio"
                    name="export-format"
                    value={format}
                    checked={options.format === format}
                    onChange={() => choose({ format })}
                  />
                  <span>{formatWords[format].name}</span>
                </label>
              ))}
            </div>
            <p className="field-hint">{formatWords[options.format].hint}</p>
          </fieldset>
          {!isJson && (
            <>
              <fieldset className="segments" disabled={isBusy}>
                <legend className="field-label">Versions</legend>
                <div className="segment-row">
                  {(['shown', 'all'] as const).map((branches) => (
                    <label key={branches} className="segment">
                      <input
                        type="radio"
                        name="export-branches"
                        value={branches}
                        checked={options.branches === branches}
                        onChange={() => choose({ branches })}
                      />
                      <span>{branches === 'shown' ? 'As shown' : 'All versions'}</span>
                    </label>
                  ))}
                </div>
              </fieldset>
              <Toggle
                id="export-reasoning"
                label="Thoughts"
                hint="What the model thought before it wrote."
                isOn={options.reasoning}
                onChange={(reasoning) => choose({ reasoning })}
              />
              <Toggle
                id="export-tools"
                label="Tools"
                hint="What went into tools, and what came out of them."
                isOn={options.tools}
                onChange={(tools) => choose({ tools })}
              />
              <Toggle
                id="export-costs"
                label="Tokens and costs"
                isOn={options.costs}
                onChange={(costs) => choose({ costs })}
              />
            </>
          )}
          <HistoryExportProgress />
          <div className="form-actions is-end">
            <button type="button" className="button quiet" onClick={closeDialog}>
              {isDone ? 'Done' : 'Close'}
            </button>
            <button
              type="button"
              className="button primary"
              disabled={isBusy}
              onClick={() => void exportConversations(conversationIds)}
            >
              Export…
            </button>
          </div>
        </div>
      </div>
    </Dialog>
  )
}
