import { useEffect, useRef } from 'react'
import { useList } from './listStore'

/**
 * A row's share of the list's keyboard: one row is reached by Tab, the others from there by the arrow keys.
 */
export const useRowFocus = (key: string) => {
  const isActive = useList((list) => list.active === key)
  const isWanted = useList((list) => list.wanted === key)
  const link = useRef<HTMLAnchorElement>(null)
  useEffect(() => {
    if (!isWanted || !link.current) return
    link.current.focus()
    useList.getState().taken()
  }, [isWanted])
  return {
    link,
    tabIndex: isActive ? 0 : -1,
    onFocus: () => useList.getState().activate(key),
  }
}
