import { join } from 'node:path'
import { Menu, nativeImage, Tray } from 'electron'
import { log } from '../lib/log'

export interface TrayVerbs {
  show(): void
  quickAsk(): void
  newConversation(): void
  mute(isMuted: boolean): void
  quit(): void
}

const iconNames: Readonly<Record<string, string>> = {
  // macOS colours pictures whose name ends so by its menu bar.
  darwin: 'trayTemplate.png',
  // Windows wants 16 pixels, and takes the sizes beside it where the screen is finer.
  win32: 'traySmall.png',
}

/** The icon in the tray, where there is one: elsewhere it costs nothing and does nothing. */
export class TrayIcon {
  private tray: Tray | null = null
  private isMuted = false

  constructor(
    private readonly iconFolder: string,
    private readonly verbs: TrayVerbs,
  ) {}

  /** Takes what the settings say now. */
  apply(isWanted: boolean, isMuted: boolean): void {
    const isSame = this.isMuted === isMuted
    this.isMuted = isMuted
    if (!isWanted) {
      this.tray?.destroy()
      this.tray = null
      return
    }
    if (this.tray && isSame) return
    this.tray ??= this.create()
    this.tray?.setContextMenu(this.menu())
  }

  private create(): Tray | null {
    try {
      const icon = nativeImage.createFromPath(
        join(this.iconFolder, iconNames[process.platform] ?? 'tray.png'),
      )
      const tray = new Tray(icon)
      tray.setToolTip('Parley')
      // On macOS a click opens the menu.
      if (process.platform !== 'darwin') tray.on('click', () => this.verbs.show())
      return tray
    } catch (error) {
      log.warning('There is no tray icon', error)
      return null
    }
  }

  private menu(): Menu {
    const { verbs } = this
    return Menu.buildFromTemplate([
      { label: 'Show Parley', click: () => verbs.show() },
      { label: 'Quick ask', click: () => verbs.quickAsk() },
      { label: 'New conversation', click: () => verbs.newConversation() },
      { type: 'separator' },
      {
        label: 'Mute',
        type: 'checkbox',
        checked: this.isMuted,
        click: ({ checked }) => verbs.mute(checked),
      },
      { type: 'separator' },
      { label: 'Quit Parley', click: () => verbs.quit() },
    ])
  }
}
