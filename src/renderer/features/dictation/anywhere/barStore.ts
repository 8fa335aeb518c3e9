import type { DictationBarState } from '@shared/model/dictateAnywhere'
import { create } from 'zustand'
import { useApp } from '../../../common/appStore'
import { client } from '../../../ipc/client'
import { follow } from '../../../ipc/retrying'
import { showLevel } from '../level'
import { BarRecorder } from './BarRecorder'

interface Bar {
  readonly state: DictationBarState
  /** Null while it is closed. `isAnother`: the chosen one cannot be used, and another hears. */
  readonly microphone: { readonly isAnother: boolean } | null
}

/** What the bar shows. */
export const useBar = create<Bar>()(() => ({ state: { type: 'idle' }, microphone: null }))

/** Which microphone was chosen is in the settings, which come with the page's first answer from main. */
const settingsKnown = (): Promise<void> =>
  new Promise((resolve) => {
    if (useApp.getState().settings) return resolve()
    const unsubscribe = useApp.subscribe(({ settings }) => {
      if (!settings) return
      unsubscribe()
      resolve()
    })
  })

async function* hold(session: number, signal: AbortSignal) {
  for await (const batch of client.stream('dictateAnywhere.hold', { session }, signal)) yield* batch
}

const recorder = new BarRecorder({
  begin: async () => (await client.call('dictation.begin', {})).recordingId,
  add: (recordingId, pcm) => client.call('dictation.add', { recordingId, pcm }),
  forget: (recordingId) => client.call('dictation.forget', { recordingId }),
  openMicrophone: async (options) => {
    const [{ openMicrophone }] = await Promise.all([import('../openMicrophone'), settingsKnown()])
    return openMicrophone({ ...options, chosen: useApp.getState().settings?.microphone ?? null })
  },
  holdMicrophone: hold,
  recorded: (session, recording, failure) =>
    client.call('dictateAnywhere.recorded', {
      session,
      recording: recording && { recordingId: recording.recordingId, seconds: recording.seconds },
      failure: failure && { code: failure.code, ...(failure.data ? { data: { ...failure.data } } : {}) },
    }),
  finish: (session) => client.call('dictateAnywhere.finish', { session }),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  onLevel: showLevel,
  onOpen: (microphone) => useBar.setState({ microphone }),
})

/** Follows main for as long as the page is there. */
export const installBar = (): void => {
  addEventListener('pagehide', () => recorder.leave())
  follow(
    client,
    'dictateAnywhere.watch',
    () => ({}),
    (states) => {
      for (const state of states) {
        useBar.setState({ state })
        recorder.follow(state)
      }
      return undefined
    },
    new AbortController().signal,
  ).catch((error: unknown) => console.error('The bar could not be followed', error))
}
