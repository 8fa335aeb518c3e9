import type { BackgroundState } from '@shared/model/background'
import type { Settings } from '@shared/model/settings'
import { useEffect, useState } from 'react'
import { useOutcome } from '../../common/failures/useOutcome'
import { SettingsGroup } from '../../common/fields/SettingsGroup'
import { useUpdate } from '../../common/fields/useUpdate'
import { client } from '../../ipc/client'
import { Toggle } from '../../ui/Toggle'

const isMac = navigator.platform.startsWith('Mac')

/** Tray, closing, start at login, notifications: as the system has them, not only as they were wanted. */
export const BackgroundSettings = ({ settings }: { readonly settings: Settings }) => {
  const { update, error } = useUpdate()
  const { outcome, run } = useOutcome()
  const [background, setBackground] = useState<BackgroundState | null>(null)
  useEffect(() => {
    const look = () => {
      client.call('background.get', {}).then(setBackground, (error: unknown) => {
        console.error('How Parley is present could not be asked', error)
      })
    }
    look()
    // The user comes back from the system's own settings.
    window.addEventListener('focus', look)
    return () => window.removeEventListener('focus', look)
  }, [])
  const trayHint =
    background && !background.hasTray
      ? 'This desktop shows no tray icons just now.'
      : 'Its menu opens Parley, asks, mutes and quits.'
  const stayHint =
    background && !background.hasTray
      ? 'The hotkey, or starting Parley again, brings it back.'
      : 'Answers go on, and the hotkey works. Quit from the tray.'
  return (
    <SettingsGroup section="background" title="Background" error={error}>
      <Toggle
        id="tray-icon"
        label={isMac ? 'Show in the menu bar' : 'Show in the tray'}
        hint={trayHint}
        isOn={settings.trayIcon}
        onChange={(trayIcon) => update({ trayIcon })}
      />
      {!isMac && (
        <Toggle
          id="stay-when-closed"
          label="Keep running when the window is closed"
          hint={stayHint}
          isOn={settings.stayWhenClosed === true}
          onChange={(stayWhenClosed) => update({ stayWhenClosed })}
        />
      )}
      {background && background.startAtLogin !== 'unavailable' && (
        <Toggle
          id="start-at-login"
          label="Start when I log in"
          hint="Hidden, without a window."
          isOn={background.startAtLogin === 'on'}
          onChange={(isOn) =>
            void run(async () => {
              setBackground(await client.call('background.setStartAtLogin', { isOn }))
              return null
            })
          }
        />
      )}
      {outcome && (
        <p role="alert" className="field-error">
          {outcome.words}
        </p>
      )}
      <Toggle
        id="notify"
        label="Notify when an answer is finished"
        hint={
          background && !background.hasNotifications
            ? 'This system shows no notifications just now.'
            : 'Only while you are not looking at Parley.'
        }
        more="A notification names the conversation, never the answer."
        isOn={settings.notifyWhenAnswered}
        onChange={(notifyWhenAnswered) => update({ notifyWhenAnswered })}
      />
      <Toggle
        id="muted"
        label="Mute"
        hint="Nothing is read aloud by itself."
        more="The button under an answer still reads it."
        isOn={settings.muted}
        onChange={(muted) => update({ muted })}
      />
    </SettingsGroup>
  )
}
