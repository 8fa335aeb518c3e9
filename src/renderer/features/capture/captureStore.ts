import type { Capture } from '@shared/model/capture'
import { create } from 'zustand'
import { useComposer } from '../../common/composerStore'
import { type Trouble, troubleOf } from '../../common/failures/trouble'
import { client } from '../../ipc/client'

export type CaptureKind = 'selection' | 'clipboard' | 'screen'

interface CaptureStore {
  /** Something is in the field that was brought in, so that the one-press actions make sense. */
  readonly isBrought: boolean
  /** Nothing was there to bring in. */
  readonly missing: CaptureKind | null
  readonly trouble: Trouble | null

  /** Puts it into the field, in front of what is there. Nothing is sent. */
  bring(looked: Pick<Capture, 'text' | 'attachments'>): void
  capture(kind: CaptureKind): Promise<void>
  /** The field is empty again. */
  settle(): void
}

export const useCapture = create<CaptureStore>()((set, get) => ({
  isBrought: false,
  missing: null,
  trouble: null,

  bring: ({ text, attachments }) => {
    useComposer.getState().giveBack({ text, attachments })
    set({ isBrought: true, missing: null, trouble: null })
  },
  capture: async (kind) => {
    set({ missing: null, trouble: null })
    try {
      const looked = await client.call(`capture.${kind}`, {})
      if (looked) get().bring(looked)
      // Who cancels a choice knows that nothing came of it.
      else if (kind !== 'screen') set({ missing: kind })
    } catch (error) {
      set({ trouble: troubleOf(error) })
    }
  },
  settle: () => set({ isBrought: false, missing: null, trouble: null }),
}))
