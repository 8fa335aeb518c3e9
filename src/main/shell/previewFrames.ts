import type { PreviewStop } from '@shared/ipc/preview'
import { app, type WebFrameMain, webContents } from 'electron'
import { realTimers } from '../lib/timers'
import { type PageState, type RunningPage, watchPage } from '../preview/watchPage'

/** Looks after the frame that shows this page in this window. */
export const watchPreview = (
  address: string,
  windowId: number,
  signal: AbortSignal,
): Promise<PreviewStop | null> => watchPage(() => stateOf(address, windowId), realTimers, signal)

const stateOf = (address: string, windowId: number): PageState => {
  const contents = webContents.fromId(windowId)
  if (!contents || contents.isDestroyed()) return 'gone'
  let state: PageState = 'none'
  for (const frame of contents.mainFrame.framesInSubtree) {
    const url = addressOf(frame)
    if (url === address) return runningPage(frame)
    // Empty before its first page.
    if (url && !/^(?:about|app|preview):/.test(url)) state = 'elsewhere'
    if (url === null && state === 'none') state = 'gone'
  }
  return state
}

/** Without the part after `#`. Null for a frame whose process has ended: it throws whatever it is asked. */
const addressOf = (frame: WebFrameMain): string | null => {
  try {
    return frame.url.split('#', 1)[0] ?? null
  } catch {
    return null
  }
}

const runningPage = (frame: WebFrameMain): RunningPage => {
  const { osProcessId } = frame
  return {
    answer: () => frame.executeJavaScript('0'),
    memoryBytes: () => {
      const metric = app.getAppMetrics().find(({ pid }) => pid === osProcessId)
      return (metric?.memory.workingSetSize ?? 0) * 1_024
    },
  }
}
