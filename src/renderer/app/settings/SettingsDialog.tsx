import { useRef, useState } from 'react'
import { useApp } from '../../common/appStore'
import { type SettingsSection, useNavigation } from '../../common/navigation/navigation'
import { AssistantSettings } from '../../features/assistants/AssistantSettings'
import { BackgroundSettings } from '../../features/background/BackgroundSettings'
import { BackupSettings } from '../../features/backups/BackupSettings'
import { CaptureSettings } from '../../features/capture/CaptureSettings'
import { CommandSettings } from '../../features/commands/CommandSettings'
import { CostSettings } from '../../features/costs/CostSettings'
import { DictationSettings } from '../../features/dictation/DictationSettings'
import { QuickSettings } from '../../features/quickAskSettings/QuickSettings'
import { SyncSettings } from '../../features/sync/SyncSettings'
import { ToolSettings } from '../../features/tools/ToolSettings'
import { Dialog } from '../../ui/Dialog'
import { AnswerSettings } from './AnswerSettings'
import { AppearanceSettings } from './AppearanceSettings'
import { EngineSettings } from './EngineSettings'
import { HistorySettings } from './HistorySettings'
import { PictureSettings } from './PictureSettings'
import { SettingsSearch } from './SettingsSearch'
import { SettingsSections } from './SettingsSections'
import { SpeechSettings } from './SpeechSettings'
import { StorageSettings } from './StorageSettings'
import { useSettingsSearch } from './useSettingsSearch'

/** All settings on one page, to be searched; each is kept as soon as it is changed. */
export const SettingsDialog = ({ section }: { readonly section: SettingsSection | null }) => {
  const settings = useApp((app) => app.settings)
  const closeDialog = useNavigation((navigation) => navigation.closeDialog)
  const body = useRef<HTMLDivElement>(null)
  const [query, setQuery] = useState('')
  const matches = useSettingsSearch(body, query.trim())
  const isReady = settings !== null

  return (
    <Dialog
      title="Settings"
      className="is-settings"
      tools={<SettingsSearch query={query} onChange={setQuery} />}
      onClose={closeDialog}
    >
      <div className="settings-columns">
        {isReady && <SettingsSections body={body} first={section} shown={matches?.sections ?? null} />}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroller must be reachable by keyboard */}
        <div ref={body} className="dialog-body" tabIndex={0}>
          {/* Always there: what is put into it is announced. */}
          <p role="status" className="settings-none">
            {matches?.count === 0 ? 'No settings match' : ''}
          </p>
          {settings && (
            <>
              <EngineSettings settings={settings} />
              <AnswerSettings settings={settings} />
              <AssistantSettings settings={settings} />
              <CommandSettings settings={settings} />
              <ToolSettings settings={settings} />
              <CostSettings settings={settings} />
              <SpeechSettings settings={settings} />
              <DictationSettings settings={settings} />
              <PictureSettings settings={settings} />
              <QuickSettings settings={settings} />
              <AppearanceSettings settings={settings} />
              <BackgroundSettings settings={settings} />
              <CaptureSettings settings={settings} />
              <HistorySettings />
              <SyncSettings />
              <BackupSettings />
              <StorageSettings />
            </>
          )}
        </div>
      </div>
    </Dialog>
  )
}
