import { ExportProgress } from './ExportProgress'
import { useExport } from './exportStore'
import { exportInWords, missingInWords } from './exportWords'
import { showExport } from './showExport'

/** How far the export of conversations is, or how it ended. */
export const HistoryExportProgress = () => {
  const state = useExport((each) => each.state)
  const { cancel } = useExport.getState()
  return (
    <ExportProgress
      state={state}
      inWords={exportInWords}
      missingInWords={missingInWords}
      onCancel={cancel}
      onShow={(transferId) => showExport('transfer.showExport', transferId)}
    />
  )
}
