import type { AppEvent } from '@shared/model/events'
import { useCallback } from 'react'
import { useApp } from '../common/appStore'
import { AnywhereBar } from '../features/dictation/anywhere/AnywhereBar'
import { useEvents } from '../ipc/useEvents'
import { useTheme } from './useTheme'

/** The bar of dictation into other programs. */
export const DictationApp = () => {
  useTheme()
  useEvents(useCallback((event: AppEvent) => useApp.getState().apply(event), []))
  return <AnywhereBar />
}
