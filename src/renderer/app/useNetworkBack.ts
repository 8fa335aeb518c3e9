import { useEffect } from 'react'
import { useApp } from '../common/appStore'
import { client } from '../ipc/client'

const tell = () => {
  const { sync } = useApp.getState()
  if (sync.type === 'off' || sync.isStopped) return
  // The network that comes and goes is told of too often; what is refused then comes with the next look.
  client.call('sync.networkIsBack', {}).catch(() => {})
}

/** Sync goes on as soon as the network is back. Main has no event for it. */
export const useNetworkBack = (): void => {
  useEffect(() => {
    addEventListener('online', tell)
    return () => removeEventListener('online', tell)
  }, [])
}
