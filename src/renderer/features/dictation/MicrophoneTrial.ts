import { AppError } from '@shared/ipc/errors'
import type { Settings } from '@shared/model/settings'
import { holdMicrophone } from './holdMicrophone'
import { microphoneGranted } from './microphoneGranted'
import { levelOf } from './voiceActivity'

type Chosen = Settings['microphone']

interface TrialDeps {
  readonly onLevel: (level: number) => void
  /** Their names, which are known only while one of them is open. */
  readonly onList: (microphones: readonly { readonly id: string; readonly name: string }[]) => void
}

/** One press opens the microphone; another can be chosen meanwhile without letting go of it. */
export class MicrophoneTrial {
  private reopen = new AbortController()

  constructor(
    private chosen: Chosen,
    private readonly deps: TrialDeps,
  ) {}

  choose(chosen: Chosen): void {
    this.chosen = chosen
    this.reopen.abort()
  }

  /** Keeps it open until `signal` aborts or the window is hidden, and nothing of what it hears. */
  async run(signal: AbortSignal): Promise<void> {
    const over = new AbortController()
    const end = () => over.abort()
    const hide = () => {
      if (document.visibilityState === 'hidden') end()
    }
    if (signal.aborted) end()
    signal.addEventListener('abort', end, { once: true })
    document.addEventListener('visibilitychange', hide)
    window.addEventListener('pagehide', end)
    try {
      // Followed to its end: another window may take it.
      await microphoneGranted(
        holdMicrophone({ conversationId: null, engineId: null }, 'try', over.signal),
        end,
      )
      while (!over.signal.aborted) await this.listen(over.signal)
    } finally {
      signal.removeEventListener('abort', end)
      document.removeEventListener('visibilitychange', hide)
      window.removeEventListener('pagehide', end)
      end()
      this.deps.onLevel(Number.NEGATIVE_INFINITY)
    }
  }

  /** Until another one is chosen, or all is over. */
  private async listen(over: AbortSignal): Promise<void> {
    const { openMicrophone, listMicrophones } = await import('./openMicrophone')
    this.reopen = new AbortController()
    const gone = new AbortController()
    if (over.aborted) return
    const microphone = await openMicrophone({
      chosen: this.chosen,
      onFrame: (frame) => this.deps.onLevel(levelOf(frame)),
      onGone: () => gone.abort(),
    })
    try {
      this.deps.onList(await listMicrophones())
      await aborted(AbortSignal.any([over, gone.signal, this.reopen.signal]))
      if (gone.signal.aborted) throw new AppError('microphone/gone')
    } finally {
      microphone.close()
    }
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
