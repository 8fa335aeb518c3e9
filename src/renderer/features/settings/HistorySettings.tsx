import { ImportHistory } from '../transfer/ImportHistory'
import { SettingsGroup } from './SettingsGroup'

/** History that comes in and goes out. */
export const HistorySettings = () => (
  <SettingsGroup section="history" title="History">
    <ImportHistory />
  </SettingsGroup>
)
