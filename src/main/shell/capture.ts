import type { IntentWindow } from '@shared/model/intent'
import { type Attach, capturedPicture, capturedText } from '../capture/capturedText'
import type { CaptureVerbs } from '../ipc/handlers/capture'
import { readClipboardPicture, readClipboardText, readSelectedText } from './compat'
import { RegionCapture } from './RegionCapture'
import type { WindowDeps } from './windows'

/** What a window may ask, and what an overlay shows. */
export interface CaptureOutside extends CaptureVerbs {
  screenPicture(windowId: number): Uint8Array | null
}

/**
 * Reads what is outside, each time because the user asked. Only X11 keeps what is selected where others
 * can read it; elsewhere what was copied is the nearest thing to it.
 */
export const createCapture = (
  deps: WindowDeps,
  /** Attaches for the conversation that the window is in. */
  attachFor: (window: IntentWindow) => Attach,
): CaptureOutside => {
  const isLinux = process.platform === 'linux'
  const isWayland = isLinux && process.env.XDG_SESSION_TYPE === 'wayland'
  const readsSelection = isLinux && !isWayland
  const overlay = new RegionCapture(deps, isWayland)
  const copiedText = async (window: IntentWindow) =>
    capturedText(await readClipboardText(), 'clipboard', attachFor(window))
  return {
    facts: () => ({ readsSelection, desktopAsks: isWayland }),
    selection: async (window) => {
      const selected = readsSelection
        ? await capturedText(await readSelectedText(), 'selection', attachFor(window))
        : null
      return selected ?? copiedText(window)
    },
    clipboard: async (window) => {
      const text = await copiedText(window)
      if (text) return text
      const png = await readClipboardPicture()
      return png && capturedPicture(png, 'clipboard', attachFor(window))
    },
    screen: async (window) => {
      const png = await overlay.choose()
      return png && capturedPicture(png, 'screen', attachFor(window))
    },
    choose: (windowId, region) => overlay.answer(windowId, region),
    screenPicture: (windowId) => overlay.picture(windowId),
  }
}
