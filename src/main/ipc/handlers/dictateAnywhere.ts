import type { dictateAnywhere as contract } from '@shared/ipc/dictateAnywhere'
import { AppError } from '@shared/ipc/errors'
import type { DictationBarState, LastDictation } from '@shared/model/dictateAnywhere'
import type { HandedOver } from '../../dictation/anywhere/DictateAnywhereDeps'
import type { MicrophoneEvent } from '../../dictation/Microphone'
import type { Handlers } from '../contexts'

/** What the bar and Settings may ask. */
export interface DictateAnywhereVerbs {
  readonly seesRelease: boolean
  readonly last: LastDictation | null
  isBar(windowId: number): boolean
  watch(windowId: number, signal: AbortSignal): AsyncIterable<DictationBarState>
  hold(session: number, windowId: number, signal: AbortSignal): AsyncIterable<MicrophoneEvent>
  handedOver(recorded: HandedOver): void
  /** What a button of the bar does to the dictation that it shows; one of an earlier one does nothing. */
  act(verb: 'finish' | 'drop' | 'useRaw' | 'retry' | 'dismiss', session: number): void
  openSettings(): void
  resize(height: number): void
}

interface Needs {
  readonly dictateAnywhere: DictateAnywhereVerbs
}

export const dictateAnywhereHandlers = ({ dictateAnywhere }: Needs): Handlers<typeof contract> => {
  const onlyBar = (windowId: number): DictateAnywhereVerbs => {
    if (!dictateAnywhere.isBar(windowId)) throw new AppError('ipc/bad-sender')
    return dictateAnywhere
  }
  return {
    'dictateAnywhere.watch': (_input, { windowId, signal }) => onlyBar(windowId).watch(windowId, signal),
    'dictateAnywhere.hold': ({ session }, { windowId, signal }) =>
      onlyBar(windowId).hold(session, windowId, signal),
    'dictateAnywhere.recorded': (input, { windowId }) => onlyBar(windowId).handedOver(input),
    'dictateAnywhere.finish': ({ session }, { windowId }) => onlyBar(windowId).act('finish', session),
    'dictateAnywhere.drop': ({ session }, { windowId }) => onlyBar(windowId).act('drop', session),
    'dictateAnywhere.useRaw': ({ session }, { windowId }) => onlyBar(windowId).act('useRaw', session),
    'dictateAnywhere.retry': ({ session }, { windowId }) => onlyBar(windowId).act('retry', session),
    'dictateAnywhere.dismiss': ({ session }, { windowId }) => onlyBar(windowId).act('dismiss', session),
    'dictateAnywhere.openSettings': (_input, { windowId }) => onlyBar(windowId).openSettings(),
    'dictateAnywhere.resize': ({ height }, { windowId }) => onlyBar(windowId).resize(height),
    'dictateAnywhere.last': () => dictateAnywhere.last,
    'dictateAnywhere.facts': () => ({ seesRelease: dictateAnywhere.seesRelease }),
  }
}
