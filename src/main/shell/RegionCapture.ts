import { AppError } from '@shared/ipc/errors'
import { BrowserWindow, desktopCapturer, type NativeImage, screen, systemPreferences } from 'electron'
import { type DisplayPicture, picturesOf, pixelsOf, type Share } from '../capture/screenPictures'
import { log } from '../lib/log'
import { preferences, type WindowDeps } from './windows'

/** Desktops fade windows out; until that is over, Parley would be in its own picture. */
const fadingMs = 250

type Shot = DisplayPicture<Electron.Display, { readonly displayId: string; readonly image: NativeImage }>

interface Overlay {
  readonly window: BrowserWindow
  readonly image: NativeImage
}

/**
 * A picture of a part of the screen: main takes pictures of all displays, a window on each shows its own, and
 * the user draws around what they mean. No page ever captures anything, and what is not chosen is forgotten.
 */
export class RegionCapture {
  /** The overlays by the id of their contents, while the user chooses. */
  private overlays = new Map<number, Overlay>()
  private settle: ((image: NativeImage | null) => void) | null = null

  constructor(
    private readonly deps: WindowDeps,
    private readonly desktopAsks: boolean,
  ) {}

  /** The bytes of a PNG file; null where the user cancels. A second asking ends the first. */
  async choose(): Promise<Uint8Array | null> {
    this.settle?.(null)
    if (process.platform === 'darwin' && systemPreferences.getMediaAccessStatus('screen') === 'denied')
      throw new AppError('screen/denied')
    const showAgain = await hideOwnWindows()
    try {
      const shots = await this.shoot()
      if (shots.length === 0) throw new AppError('screen/unavailable')
      const chosen = new Promise<NativeImage | null>((resolve) => {
        this.settle = resolve
      })
      for (const shot of shots) this.cover(shot)
      const image = await chosen
      return image && new Uint8Array(image.toPNG())
    } finally {
      this.settle = null
      const { overlays } = this
      this.overlays = new Map()
      for (const { window } of overlays.values()) window.destroy()
      showAgain()
    }
  }

  /** What a page chose; null cancels. False for a page that shows no screen. */
  answer(windowId: number, region: Share | null): boolean {
    const overlay = this.overlays.get(windowId)
    if (!overlay) return false
    if (region === null) {
      this.settle?.(null)
      return true
    }
    const pixels = pixelsOf(region, overlay.image.getSize())
    if (pixels) this.settle?.(overlay.image.crop(pixels))
    return true
  }

  /** What `app://parley/screens/ID` shows: the display under the window of this id. */
  picture(windowId: number): Uint8Array | null {
    const overlay = this.overlays.get(windowId)
    return overlay ? new Uint8Array(overlay.image.toPNG()) : null
  }

  private async shoot(): Promise<readonly Shot[]> {
    const displays = [
      screen.getPrimaryDisplay(),
      ...screen.getAllDisplays().filter(({ id }) => id !== screen.getPrimaryDisplay().id),
    ]
    // Each picture is as large as it can be within this: as large as the displays are, side by side.
    const pixels = displays.map(({ bounds, scaleFactor }) => ({
      right: (bounds.x + bounds.width) * scaleFactor,
      bottom: (bounds.y + bounds.height) * scaleFactor,
    }))
    const thumbnailSize = {
      width: Math.ceil(Math.max(...pixels.map(({ right }) => right))),
      height: Math.ceil(Math.max(...pixels.map(({ bottom }) => bottom))),
    }
    const found = await desktopCapturer.getSources({ types: ['screen'], thumbnailSize }).catch(
      // Also when the user refuses in the desktop's own dialog.
      (error: unknown) => {
        log.warning('The screen could not be seen', error)
        return []
      },
    )
    const sources = found
      .filter(({ thumbnail }) => !thumbnail.isEmpty())
      .map(({ display_id, thumbnail }) => ({ displayId: display_id, image: thumbnail }))
    return picturesOf(displays, sources, this.desktopAsks)
  }

  private cover({ display, source, share }: Shot): void {
    const pixels = pixelsOf(share, source.image.getSize())
    if (!pixels) return
    const isLinux = process.platform === 'linux'
    const window = new BrowserWindow({
      title: 'Choose a part of the screen',
      ...display.bounds,
      show: false,
      frame: false,
      resizable: isLinux,
      movable: false,
      minimizable: false,
      skipTaskbar: true,
      alwaysOnTop: true,
      enableLargerThanScreen: true,
      hasShadow: false,
      roundedCorners: false,
      // Elsewhere full screen slides in, or goes to a space of its own; Linux desktops keep other windows off
      // their panels.
      fullscreen: isLinux,
      backgroundColor: '#000000',
      webPreferences: preferences(this.deps),
    })
    const { id } = window.webContents
    this.deps.senders.trust(window.webContents)
    this.overlays.set(id, { window, image: source.image.crop(pixels) })
    if (!isLinux) window.setAlwaysOnTop(true, 'screen-saver')
    window.once('ready-to-show', () => {
      window.show()
      window.focus()
    })
    // Taken away by the desktop: then nothing was chosen. The others go with it.
    window.on('closed', () => this.settle?.(null))
    // The user must not be left with a picture of the screen over the screen.
    window.webContents.on('render-process-gone', () => this.settle?.(null))
    const url = new URL('overlay.html', this.deps.pageUrl)
    url.search = `?screen=${id}`
    window.loadURL(url.href).catch(() => this.settle?.(null))
  }
}

/** Parley's own windows are not what the user is looking at. Returns what brings them back. */
const hideOwnWindows = async (): Promise<() => void> => {
  const focused = BrowserWindow.getFocusedWindow()
  const visible = BrowserWindow.getAllWindows().filter(
    (window) => window.isVisible() && !window.isMinimized(),
  )
  for (const window of visible) window.hide()
  if (visible.length > 0) await new Promise((resolve) => setTimeout(resolve, fadingMs))
  return () => {
    for (const window of visible) {
      if (window.isDestroyed()) continue
      if (window === focused) continue
      window.showInactive()
    }
    if (!focused || focused.isDestroyed()) return
    focused.show()
    focused.focus()
  }
}
