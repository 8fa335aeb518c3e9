import { Upload } from 'lucide-react'
import { useEffect } from 'react'
import { isTransferBusy } from '../../common/transfers/transferState'
import { FieldRow } from '../../ui/FieldRow'
import { useExport } from './exportStore'
import { HistoryExportProgress } from './HistoryExportProgress'

/** Takes out the whole history as one archive. */
export const ExportEverything = () => {
  const isBusy = useExport(({ state }) => isTransferBusy(state))
  const { attach, exportEverything } = useExport.getState()
  useEffect(() => void attach(), [attach])
  return (
    <FieldRow
      label="Export"
      hint="The whole history as one archive."
      more="Conversations with all their versions, pictures, files, kept speech and costs. Import… brings it back, here or on another computer, without doubles. Your assistants are in it as a file of their own, for Import assistants…; API keys never are."
      below={<HistoryExportProgress />}
    >
      <button
        type="button"
        className="button small"
        disabled={isBusy}
        onClick={() => void exportEverything()}
      >
        <Upload size={16} aria-hidden="true" /> Export everything…
      </button>
    </FieldRow>
  )
}
