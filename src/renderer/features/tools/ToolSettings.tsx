import { SettingsGroup } from '../../common/fields/SettingsGroup'
import { ToolPermissions } from './ToolPermissions'

/** What models may use besides their own words, and when the user is asked. */
export const ToolSettings = () => (
  <SettingsGroup section="tools" title="Tools" error={null}>
    <ToolPermissions />
  </SettingsGroup>
)
