import { ExportEverything } from '../transfer/ExportEverything'
import { ImportHistory } from '../transfer/ImportHistory'
import { SettingsGroup } from './SettingsGroup'

/** History that comes in and goes out. */
export const HistorySettings = () => (
  <SettingsGroup section="history" title="History">
    <ImportHistory />
    <ExportEverything />
  </SettingsGroup>
)
