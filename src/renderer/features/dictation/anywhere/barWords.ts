import type { DictationBarState } from '@shared/model/dictateAnywhere'
import type { CopiedReason } from '@shared/model/insertion'
import { wordsFor } from '../../../common/failures/failureWords'
import { shownAccelerator } from '../../../common/keys/accelerators'
import { isMac } from '../../../common/keys/platform'

const paste = `Press ${shownAccelerator('CmdOrCtrl+V', isMac)} to paste.`

const copiedWords: Readonly<Record<CopiedReason, (program: string) => string>> = {
  'no-way': () => paste,
  'no-target': () => paste,
  gone: (program) => `${program} was closed. ${paste}`,
  'not-in-front': (program) => `${program} could not be brought to the front. ${paste}`,
  'not-taken': (program) => `${program} did not take the words. ${paste}`,
  lines: () => 'Several lines may run at once in a terminal. They are on the clipboard.',
  permission: () =>
    `Allow Parley under Accessibility in the system’s settings, or press ${shownAccelerator('CmdOrCtrl+V', isMac)} to paste.`,
}

interface BarWords {
  readonly title: string
  /** Beside the title, softer. */
  readonly program: string | null
  readonly text: string
  /** The text is what was said, and not about it. */
  readonly isSaid: boolean
}

/** What the bar says. */
export const barWords = (state: DictationBarState, isOpen: boolean): BarWords => {
  const program = state.type === 'idle' ? null : state.program
  const about = (title: string, text: string): BarWords => ({ title, program, text, isSaid: false })
  const said = (title: string, text: string): BarWords => ({ title, program, text, isSaid: true })
  switch (state.type) {
    case 'idle':
      return about('', '')
    case 'listening':
      if (!isOpen) return about('One moment …', 'The microphone is being opened.')
      return about(
        'Listening',
        state.isLatched
          ? `Press ${shownAccelerator(state.accelerator, isMac)} when you are done.`
          : 'Let go when you are done.',
      )
    case 'ending':
      return said('Writing …', '')
    case 'writing':
      return said(state.isPolishing ? 'Polishing …' : 'Writing …', state.words)
    case 'done':
      if (state.copied === null) return said('Inserted', state.words)
      return about('Copied', copiedWords[state.copied](state.program ?? 'The program'))
    case 'failed': {
      const { title, explanation } = wordsFor(state.code, state.data)
      const kept = state.recordingId === null ? '' : ' What you said is kept.'
      return { ...about(title, `${explanation}${kept}`), program: null }
    }
  }
}
