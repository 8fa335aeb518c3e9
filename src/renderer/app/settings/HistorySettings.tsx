import { SettingsGroup } from '../../common/fields/SettingsGroup'
import { ExportEverything } from '../../features/transfer/ExportEverything'
import { ImportHistory } from '../../features/transfer/ImportHistory'

/** History that comes in and goes out. */
export const HistorySettings = () => (
  <SettingsGroup section="history" title="History">
    <ImportHistory />
    <ExportEverything />
  </SettingsGroup>
)
