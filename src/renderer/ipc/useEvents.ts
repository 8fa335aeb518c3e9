import type { AppEvent } from '@shared/model/events'
import { useEffect } from 'react'
import { client } from './client'
import { follow } from './retrying'

/** Hears every app event for as long as the component lives; after a cut the stream brings the state anew. */
export const useEvents = (take: (event: AppEvent) => void): void => {
  useEffect(() => {
    const leaving = new AbortController()
    void follow(
      client,
      'app.watch',
      () => ({}),
      (events) => {
        for (const event of events) take(event)
        return undefined
      },
      leaving.signal,
      // Never ends by itself; a failure other than a cut is a bug that main has logged.
    ).catch((error: unknown) => console.error('app.watch failed', error))
    return () => leaving.abort()
  }, [take])
}
