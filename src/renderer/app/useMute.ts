import { useEffect } from 'react'
import { useApp } from '../common/appStore'
import { useSpeech } from '../features/speech/speechStore'

/**
 * Muting silences what is being read just now. Afterwards a user may still have an answer read by its button.
 */
export const useMute = (): void => {
  useEffect(
    () =>
      useApp.subscribe(({ settings }, before) => {
        if (settings?.muted && before.settings?.muted === false) useSpeech.getState().stop()
      }),
    [],
  )
}
