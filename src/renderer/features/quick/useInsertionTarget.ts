import type { InsertionTarget } from '@shared/model/insertion'
import { useEffect, useState } from 'react'
import { client } from '../../ipc/client'
import { follow } from '../../ipc/retrying'

/** The program that an answer can be put into; null: none. */
export const useInsertionTarget = (): InsertionTarget | null => {
  const [target, setTarget] = useState<InsertionTarget | null>(null)
  useEffect(() => {
    const leaving = new AbortController()
    follow(
      client,
      'quick.target',
      () => ({}),
      (items) => {
        setTarget(items.at(-1) ?? null)
        return undefined
      },
      leaving.signal,
    ).catch((error: unknown) => console.error('The program in front could not be followed', error))
    return () => leaving.abort()
  }, [])
  return target
}
