import { ExportProgress } from '../../common/transfers/ExportProgress'
import { exportInWords, missingInWords } from '../../common/transfers/exportWords'
import { showExport } from '../../common/transfers/showExport'
import { useExport } from './exportStore'

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
