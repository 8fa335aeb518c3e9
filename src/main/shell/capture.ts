import type { Capture, CaptureFacts } from '@shared/model/capture'
import { type Attach, capturedPicture, capturedText } from '../capture/capturedText'
import { readClipboardPicture, readClipboardText, readSelectedText } from './compat'
import { RegionCapture } from './RegionCapture'
import type { WindowDeps } from './windows'

/** What a window may ask about what is outside Parley. */
export interface CaptureVerbs {
  facts(): CaptureFacts
  selection(): Promise<Capture | null>
  clipboard(): Promise<Capture | null>
  screen(): Promise<Capture | null>
  /** False for a window that shows no screen. */
  choose(windowId: number, region: Parameters<RegionCapture['answer']>[1]): boolean
  screenPicture(windowId: number): Uint8Array | null
}

/**
 * Looks at what is outside, each time because somebody asked. Only X11 keeps what is selected where others can read it;
 * elsewhere what was copied is the nearest thing to it.
 */
export const createCapture = (deps: WindowDeps, attach: Attach): CaptureVerbs => {
  const isLinux = process.platform === 'linux'
  const isWayland = isLinux && process.env.XDG_SESSION_TYPE === 'wayland'
  const readsSelection = isLinux && !isWayland
  const overlay = new RegionCapture(deps, isWayland)
  const copiedText = async () => capturedText(await readClipboardText(), 'clipboard', attach)
  return {
    facts: () => ({ readsSelection, desktopAsks: isWayland }),
    selection: async () => {
      const selected = readsSelection
        ? await capturedText(await readSelectedText(), 'selection', attach)
        : null
      return selected ?? copiedText()
    },
    clipboard: async () => {
      const text = await copiedText()
      if (text) return text
      const png = await readClipboardPicture()
      return png && capturedPicture(png, 'clipboard', attach)
    },
    screen: async () => {
      const png = await overlay.choose()
      return png && capturedPicture(png, 'screen', attach)
    },
    choose: (windowId, region) => overlay.answer(windowId, region),
    screenPicture: (windowId) => overlay.picture(windowId),
  }
}
