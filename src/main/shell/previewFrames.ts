import { app, type Event, type FrameCreatedDetails, type WebFrameMain, webContents } from 'electron'
import { realTimers } from '../lib/timers'
import type { WatchPreview } from '../preview/PagePreviews'
import { pageMemory } from '../preview/pageMemory'
import { type PageState, type RunningPage, watchPage } from '../preview/watchPage'

/** Looks after the frame that shows this page in this window. */
export const watchPreview: WatchPreview = async (address, windowId, signal) => {
  let hasFrames = false
  const contents = webContents.fromId(windowId)
  const memoryOf = pageMemory(
    () => app.getAppMetrics(),
    contents ? [process.pid, contents.getOSProcessId()] : [],
  )
  // A frame within would be a world without what `preview/previewPage.ts` does. It has not begun yet: this
  // is heard while the page's process waits for it to be made.
  const refuse = (_event: Event, { frame }: FrameCreatedDetails) => {
    const { parent } = frame ?? {}
    if (!parent || addressOf(parent) !== address) return
    hasFrames = true
    endProcess(parent.osProcessId)
  }
  contents?.on('frame-created', refuse)
  const stopped = watchPage(
    () => (hasFrames ? 'elsewhere' : stateOf(address, windowId, memoryOf)),
    realTimers,
    signal,
  ).finally(() => {
    if (contents && !contents.isDestroyed()) contents.off('frame-created', refuse)
  })
  return { stopped }
}

type MemoryOf = (pid: number) => number

const stateOf = (address: string, windowId: number, memoryOf: MemoryOf): PageState => {
  const contents = webContents.fromId(windowId)
  if (!contents || contents.isDestroyed()) return 'gone'
  let state: PageState = 'none'
  for (const frame of contents.mainFrame.framesInSubtree) {
    const url = addressOf(frame)
    if (url === address) return runningPage(frame, memoryOf)
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

const runningPage = (frame: WebFrameMain, memoryOf: MemoryOf): RunningPage => {
  const { osProcessId } = frame
  return {
    answer: () => frame.executeJavaScript('0'),
    memoryBytes: () => memoryOf(osProcessId),
  }
}

/** A frame has a process of its own; were it ever otherwise, no window's is ended. */
const endProcess = (pid: number): void => {
  if (pid <= 0 || webContents.getAllWebContents().some((each) => each.getOSProcessId() === pid)) return
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself, which was wanted.
  }
}
