import { useEffect, useRef } from 'react'
import { useList } from './listStore'

/** The keys of a row: Tab reaches one row of the list, and the arrow keys reach the others from there. */
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
