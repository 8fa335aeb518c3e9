import type { PreviewKind } from '@shared/model/preview'
import { create } from 'zustand'
import { useNavigation } from '../../common/navigation/navigation'

/** A block that is shown as what it describes. */
export interface PreviewBlock {
  readonly kind: PreviewKind
  readonly text: string
}

interface PreviewStore {
  readonly block: PreviewBlock | null
  /** Another number for each time that something is shown, also the same block again. */
  readonly showing: number
  open(block: PreviewBlock, opener: HTMLElement): void
  /** `byUser`: the keyboard goes back to where it came from. */
  close(byUser?: boolean): void
}

let opener: HTMLElement | null = null

/** What is previewed beside the conversation. */
export const usePreview = create<PreviewStore>()((set, get) => ({
  block: null,
  showing: 0,
  open: (block, by) => {
    opener = by
    set({ block, showing: get().showing + 1 })
  },
  close: (byUser = false) => {
    const before = opener
    opener = null
    if (get().block) set({ block: null })
    if (!byUser) return
    // The answer may have been written anew meanwhile, and its button is gone.
    if (before?.isConnected) before.focus()
    else useNavigation.getState().focusComposer()
  },
}))
