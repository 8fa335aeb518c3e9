import type { Looked, LookFacts } from '@shared/model/look'
import { type Attach, lookedPicture, lookedText } from '../looking/lookedText'
import { readClipboardPicture, readClipboardText, readSelectedText } from './compat'
import { RegionCapture } from './regionCapture'
import type { WindowParts } from './windows'

/** What a window may ask about what is outside Parley. */
export interface LookVerbs {
  facts(): LookFacts
  selection(): Promise<Looked | null>
  clipboard(): Promise<Looked | null>
  screen(): Promise<Looked | null>
  /** False for a window that shows no screen. */
  choose(windowId: number, region: Parameters<RegionCapture['answer']>[1]): boolean
  screenPicture(windowId: number): Uint8Array | null
}

/**
 * Looks at what is outside, each time because somebody asked. Only X11 keeps what is selected where others can read it;
 * elsewhere what was copied is the nearest thing to it.
 */
export const looking = (parts: WindowParts, attach: Attach): LookVerbs => {
  const isLinux = process.platform === 'linux'
  const isWayland = isLinux && process.env.XDG_SESSION_TYPE === 'wayland'
  const readsSelection = isLinux && !isWayland
  const capture = new RegionCapture(parts, isWayland)
  const copiedText = async () => lookedText(await readClipboardText(), 'clipboard', attach)
  return {
    facts: () => ({ readsSelection, desktopAsks: isWayland }),
    selection: async () => {
      const selected = readsSelection ? await lookedText(await readSelectedText(), 'selection', attach) : null
      return selected ?? copiedText()
    },
    clipboard: async () => {
      const text = await copiedText()
      if (text) return text
      const png = await readClipboardPicture()
      return png && lookedPicture(png, 'clipboard', attach)
    },
    screen: async () => {
      const png = await capture.choose()
      return png && lookedPicture(png, 'screen', attach)
    },
    choose: (windowId, region) => capture.answer(windowId, region),
    screenPicture: (windowId) => capture.picture(windowId),
  }
}
