import { join } from 'node:path'
import type { BackgroundState } from '@shared/model/background'
import type { AppEvent } from '@shared/model/events'
import { app, BrowserWindow } from 'electron'
import { AnswerNotifier } from '../desktop/AnswerNotifier'
import { closingFor } from '../desktop/closing'
import { followLink } from '../desktop/followLink'
import type { Intents } from '../desktop/Intents'
import type { BackgroundVerbs } from '../ipc/handlers/background'
import type { Emitter } from '../lib/Emitter'
import { log } from '../lib/log'
import { RateLimit } from '../lib/RateLimit'
import type { Runner } from '../runs/Runner'
import type { Notices } from '../settings/Notices'
import type { SettingsStore } from '../settings/SettingsStore'
import { startAtLogin } from './autostart'
import { isTrayShown } from './isTrayShown'
import type { MainWindow } from './MainWindow'
import { systemNotifications } from './notifications'
import { TrayIcon } from './TrayIcon'

interface BackgroundDeps {
  readonly services: {
    readonly settings: SettingsStore
    readonly events: Emitter<AppEvent>
    readonly intents: Intents
    readonly runner: Pick<Runner, 'ended'>
    readonly notices: Notices
    readonly library: Parameters<typeof followLink>[1]['library']
  }
  readonly main: MainWindow
  readonly quickAsk: () => void
}

export interface BackgroundOutside extends BackgroundVerbs {
  /** A `parley://` link as it came. */
  follow(link: string): void
}

/** One of our windows has the keys. The word that they were taken away may come after a window has gone. */
const isInSight = (): boolean => {
  const window = BrowserWindow.getFocusedWindow()
  return window?.isVisible() === true && !window.isMinimized()
}

/** The first window's own questions come first; no user looks for an icon sooner. */
const trayAfterMs = 300

/** Parley outside its windows: the tray, what closing means, notifications, links, the start at login. */
export const runInBackground = ({ services, main, quickAsk }: BackgroundDeps): BackgroundOutside => {
  const { settings, events, intents, runner, notices, library } = services
  const icons = join(app.getAppPath(), 'resources/icons')
  const login = startAtLogin(join(icons, '256x256.png'))
  const system = systemNotifications()
  const doInMain = (intent: Parameters<typeof intents.give>[1]): void => {
    intents.give('main', intent)
    main.show()
  }

  const tray = new TrayIcon(icons, {
    show: () => main.show(),
    quickAsk,
    newConversation: () => doInMain({ type: 'begin' }),
    mute: (muted) => void settings.update({ muted }),
    quit: () => app.quit(),
  })
  setTimeout(() => tray.apply(settings.get().trayIcon, settings.get().muted), trayAfterMs).unref()
  events.subscribe((event) => {
    if (event.type === 'settings.changed') tray.apply(event.settings.trayIcon, event.settings.muted)
  })

  let isAsking = false
  main.onClosing = () => {
    const { stayWhenClosed } = settings.get()
    const closing = closingFor({ platform: process.platform, stayWhenClosed, isAsking })
    if (closing !== 'ask') {
      isAsking = false
      return closing
    }
    isAsking = true
    void isTrayShown().then((hasTray) => {
      if (hasTray && settings.get().trayIcon) intents.give('main', { type: 'ask-about-closing' })
      // Closed for good: `close` would only come here again.
      else main.destroy()
    })
    return 'stay'
  }

  const notifications = new RateLimit(3, () => performance.now())
  const notifier = new AnswerNotifier({
    system,
    isWanted: () => settings.get().notifyWhenAnswered,
    isInSight,
    goTo: (conversationId) => doInMain({ type: 'open', conversationId }),
    mayShow: () => notifications.take(),
  })
  runner.ended.subscribe((ended) => notifier.consider(ended))
  events.subscribe((event) => {
    if (event.type === 'approvals.changed') notifier.considerApprovals(event.approvals)
    if (event.type === 'questions.changed') notifier.considerQuestions(event.questions)
  })
  app.on('browser-window-focus', () => notifier.withdrawAll())

  // Windows shows notifications only of programs that it knows by name: the installer's.
  if (process.platform === 'win32') app.setAppUserModelId('app.parley.desktop')
  registerLinks()

  const get = async (): Promise<BackgroundState> => ({
    hasTray: await isTrayShown(),
    startAtLogin: await login.state(),
    hasNotifications: system.isSupported(),
  })
  return {
    get,
    setStartAtLogin: async (isOn) => {
      await login.set(isOn)
      return get()
    },
    closeWindow: () => main.close(),
    keepWindow: () => {
      isAsking = false
    },
    follow: (link) => {
      followLink(link, { library, intents, notices }).catch((error: unknown) =>
        log.error('A link could not be followed', error),
      )
      main.show()
    },
  }
}

/**
 * Makes `parley://` links ours. On Linux the package's .desktop file says so, and which of several programs
 * opens them is the user's choice, not ours to take back at each start. A checkout registers nothing: it
 * would outlive itself.
 */
const registerLinks = (): void => {
  if (!app.isPackaged || process.platform === 'linux') return
  // The double dash ends the switches on Windows: no link can bring one along.
  const isDone =
    process.platform === 'win32'
      ? app.setAsDefaultProtocolClient('parley', process.execPath, ['--'])
      : app.setAsDefaultProtocolClient('parley')
  if (!isDone) log.warning('Links to Parley could not be registered')
}
