import type { Settings } from '@shared/model/settings'
import { SettingsGroup } from '../../common/fields/SettingsGroup'
import { useUpdate } from '../../common/fields/useUpdate'
import { Toggle } from '../../ui/Toggle'
import { MemorySettings } from './MemorySettings'
import { ToolPermissions } from './ToolPermissions'
import { ToolServers } from './ToolServers'
import { WebSearchSettings } from './WebSearchSettings'

/** What models may use besides their own words, and when the user is asked. */
export const ToolSettings = ({ settings }: { readonly settings: Settings }) => {
  const { update, error } = useUpdate()
  return (
    <SettingsGroup section="tools" title="Tools" error={error}>
      <WebSearchSettings settings={settings} update={update} />
      <Toggle
        id="search-history"
        label="Search my history"
        hint="Models may search and read your other conversations, never those in the trash."
        isOn={settings.searchHistory}
        onChange={(searchHistory) => update({ searchHistory })}
      />
      <MemorySettings settings={settings} />
      <ToolServers />
      <ToolPermissions />
    </SettingsGroup>
  )
}
