import { useEffect } from 'react'
import { useApp } from '../../common/appStore'
import { acceleratorOf } from '../../common/keys/accelerators'
import { isMac } from '../../common/keys/platform'
import { commandFor } from '../../common/keys/shortcuts'
import { useDictation } from './dictationStore'

let isHeld = false

/** The key to talk is held until any key comes up (of several, the first), or the window loses the focus. */
export const holdDictationKey = (): void => {
  // A held key repeats.
  if (isHeld) return
  isHeld = true
  const letGo = () => {
    isHeld = false
    window.removeEventListener('keyup', letGo, { capture: true })
    window.removeEventListener('blur', letGo)
    useDictation.getState().release()
  }
  window.addEventListener('keyup', letGo, { capture: true })
  window.addEventListener('blur', letGo)
  useDictation.getState().press()
}

/** The hook gives a window without commands the two keys of dictation. */
export const useDictationKeys = (): void => {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const accelerator = acceleratorOf(event, isMac)
      if (accelerator === null) return
      const command = commandFor(accelerator, useApp.getState().settings?.shortcuts ?? {})
      if (command === 'talk') holdDictationKey()
      else if (command !== 'hands-free') return
      else if (!event.repeat) useDictation.getState().toggleHandsFree()
      event.preventDefault()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])
}

/**
 * While this window listens, Escape ends it before it can mean anything else. A hidden window does not
 * listen.
 */
export const useStopKey = (isActive: boolean): void => {
  useEffect(() => {
    if (!isActive) return
    const stop = () => useDictation.getState().stopEverything()
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.isComposing) return
      event.preventDefault()
      event.stopImmediatePropagation()
      stop()
    }
    const hide = () => {
      if (document.visibilityState === 'hidden') stop()
    }
    window.addEventListener('keydown', press, { capture: true })
    document.addEventListener('visibilitychange', hide)
    window.addEventListener('pagehide', stop)
    return () => {
      window.removeEventListener('keydown', press, { capture: true })
      document.removeEventListener('visibilitychange', hide)
      window.removeEventListener('pagehide', stop)
    }
  }, [isActive])
}
