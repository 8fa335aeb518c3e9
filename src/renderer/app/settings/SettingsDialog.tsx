import { useRef } from 'react'
import { useApp } from '../../common/appStore'
import { type SettingsSection, useNavigation } from '../../common/navigation/navigation'
import { AssistantSettings } from '../../features/assistants/AssistantSettings'
import { BackgroundSettings } from '../../features/background/BackgroundSettings'
import { BackupSettings } from '../../features/backups/BackupSettings'
import { CaptureSettings } from '../../features/capture/CaptureSettings'
import { CostSettings } from '../../features/costs/CostSettings'
import { DictationSettings } from '../../features/dictation/DictationSettings'
import { QuickSettings } from '../../features/quickAskSettings/QuickSettings'
import { Dialog } from '../../ui/Dialog'
import { AnswerSettings } from './AnswerSettings'
import { AppearanceSettings } from './AppearanceSettings'
import { EngineSettings } from './EngineSettings'
import { HistorySettings } from './HistorySettings'
import { SettingsSections } from './SettingsSections'
import { SpeechSettings } from './SpeechSettings'
import { StorageSettings } from './StorageSettings'

/** All settings on one page; each is kept as soon as it is changed. */
export const SettingsDialog = ({ section }: { readonly section: SettingsSection }) => {
  const settings = useApp((app) => app.settings)
  const closeDialog = useNavigation((navigation) => navigation.closeDialog)
  const body = useRef<HTMLDivElement>(null)
  const isReady = settings !== null

  return (
    <Dialog title="Settings" className="is-settings" onClose={closeDialog}>
      <div className="settings-columns">
        {isReady && <SettingsSections body={body} first={section} />}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroller must be reachable by keyboard */}
        <div ref={body} className="dialog-body" tabIndex={0}>
          {settings && (
            <>
              <EngineSettings settings={settings} />
              <AnswerSettings settings={settings} />
              <AssistantSettings settings={settings} />
              <CostSettings settings={settings} />
              <SpeechSettings settings={settings} />
              <DictationSettings settings={settings} />
              <QuickSettings settings={settings} />
              <AppearanceSettings settings={settings} />
              <BackgroundSettings settings={settings} />
              <CaptureSettings settings={settings} />
              <HistorySettings />
              <BackupSettings />
              <StorageSettings />
            </>
          )}
        </div>
      </div>
    </Dialog>
  )
}
