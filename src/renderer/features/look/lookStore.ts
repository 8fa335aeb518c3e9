import type { Looked } from '@shared/model/look'
import { create } from 'zustand'
import { client } from '../../ipc/client'
import { type Trouble, troubleOf } from '../chat/chatStore'
import { useComposer } from '../chat/composerStore'

export type LookKind = 'selection' | 'clipboard' | 'screen'

interface LookStore {
  /** Something is in the field that was brought in, so that the one-press actions make sense. */
  readonly isBrought: boolean
  /** Nothing was there to bring in. */
  readonly missing: LookKind | null
  readonly trouble: Trouble | null

  /** Puts it into the field, in front of what is there. Nothing is sent. */
  bring(looked: Pick<Looked, 'text' | 'attachments'>): void
  look(kind: LookKind): Promise<void>
  /** The field is empty again. */
  settle(): void
}

export const useLook = create<LookStore>()((set, get) => ({
  isBrought: false,
  missing: null,
  trouble: null,

  bring: ({ text, attachments }) => {
    useComposer.getState().giveBack({ text, attachments })
    set({ isBrought: true, missing: null, trouble: null })
  },
  look: async (kind) => {
    set({ missing: null, trouble: null })
    try {
      const looked = await client.call(`look.${kind}`, {})
      if (looked) get().bring(looked)
      // Who cancels a choice knows that nothing came of it.
      else if (kind !== 'screen') set({ missing: kind })
    } catch (error) {
      set({ trouble: troubleOf(error) })
    }
  },
  settle: () => set({ isBrought: false, missing: null, trouble: null }),
}))
