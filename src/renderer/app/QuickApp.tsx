import type { AppEvent } from '@shared/model/events'
import { useCallback, useEffect } from 'react'
import { useApp } from '../common/appStore'
import { ErrorBoundary } from '../common/failures/ErrorBoundary'
import { QuickAsk } from '../features/quick/QuickAsk'
import { hearSpeechRequest } from '../features/speech/speechStore'
import { useEvents } from '../ipc/useEvents'
import { Announcer } from './announcer/Announcer'
import { runQuickIntents } from './quickIntents'
import { followTemporary, prepareTemporary } from './quickTemporary'
import { useMute } from './useMute'
import { useNetworkBack } from './useNetworkBack'
import { useTheme } from './useTheme'

const Shell = () => {
  useTheme()
  useMute()
  useNetworkBack()
  useEffect(followTemporary, [])
  useEvents(
    useCallback((event: AppEvent) => {
      useApp.getState().apply(event)
      if (event.type === 'intents.waiting' && event.window === 'quick') {
        runQuickIntents().catch((error: unknown) => console.error('Intents failed', error))
      }
      if (event.type === 'speech.requested') hearSpeechRequest(event, 'quick')
    }, []),
  )
  return (
    <>
      <QuickAsk prepare={prepareTemporary} />
      <Announcer />
    </>
  )
}

/** The quick-ask window. */
export const QuickApp = () => (
  <ErrorBoundary
    fallback={(retry) => (
      <div role="alert" className="whole-failure">
        <p>This window had a fault. Nothing is lost: what was asked is in Parley’s history.</p>
        <button type="button" className="button primary" onClick={retry}>
          Show it again
        </button>
      </div>
    )}
  >
    <Shell />
  </ErrorBoundary>
)
