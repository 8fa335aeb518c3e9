import { AppError, type ErrorCode, isCancelled } from '@shared/ipc/errors'
import { create } from 'zustand'

interface SpeechFileState {
  /** What is being made or was made last; null where there is nothing to tell. */
  readonly saving:
    | { readonly type: 'speaking'; readonly messageId: string; readonly sentences: number }
    | { readonly type: 'saved'; readonly messageId: string; readonly fileName: string }
    | { readonly type: 'failed'; readonly messageId: string; readonly code: ErrorCode }
    | null
  save(messageId: string): void
  /** Ends it, or puts what was told away. */
  dismiss(): void
}

let making: AbortController | null = null

/** Speech on its way into a file; one at a time. */
export const useSpeechFile = create<SpeechFileState>()((set) => ({
  saving: null,

  save(messageId) {
    making?.abort()
    const controller = new AbortController()
    making = controller
    set({ saving: null })
    void import('./saveSpeech')
      .then(({ saveSpeech }) =>
        saveSpeech(messageId, controller.signal, (saving) => {
          if (making === controller) set({ saving: { ...saving, messageId } })
        }),
      )
      .catch((error: unknown) => {
        if (making !== controller || isCancelled(error)) return
        set({
          saving: { type: 'failed', messageId, code: error instanceof AppError ? error.code : 'internal' },
        })
      })
  },

  dismiss() {
    making?.abort()
    making = null
    set({ saving: null })
  },
}))
