import type { HotkeyName } from '@shared/ipc/quick'
import type { HotkeyStatus } from '@shared/model/hotkey'
import { useEffect, useState } from 'react'
import { client } from '../../ipc/client'
import { follow } from '../../ipc/retrying'

/** What main knows of a hotkey; null until it has told. */
export const useHotkey = (which: HotkeyName = 'quick'): HotkeyStatus | null => {
  const [status, setStatus] = useState<HotkeyStatus | null>(null)
  useEffect(() => {
    const leaving = new AbortController()
    follow(
      client,
      'quick.hotkey',
      () => ({ which }),
      (items) => {
        setStatus(items.at(-1) ?? null)
        return undefined
      },
      leaving.signal,
    ).catch((error: unknown) => console.error('The hotkey’s state could not be followed', error))
    return () => leaving.abort()
  }, [which])
  return status
}

/** Presses of the hotkey come here while `isOn`, and open nothing. */
export const useHotkeyPresses = (which: HotkeyName, isOn: boolean, onPress: () => void): void => {
  useEffect(() => {
    if (!isOn) return
    const leaving = new AbortController()
    const listen = async () => {
      for await (const _press of client.stream('quick.presses', { which }, leaving.signal)) onPress()
    }
    listen().catch((error: unknown) => console.error('The hotkey could not be listened for', error))
    return () => leaving.abort()
  }, [which, isOn, onPress])
}
