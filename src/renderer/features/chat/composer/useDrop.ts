import { useEffect, useRef, useState } from 'react'

/** Files may be dropped anywhere on the window but on a dialog. Tells whether some are held over it. */
export const useDrop = (onFiles: (files: readonly File[]) => void): boolean => {
  const [isOver, setOver] = useState(false)
  const take = useRef(onFiles)
  take.current = onFiles
  useEffect(() => {
    const stopping = new AbortController()
    const { signal } = stopping
    const mayDrop = (event: DragEvent) =>
      event.dataTransfer?.types.includes('Files') === true &&
      !(event.target instanceof Element && event.target.closest('[role="dialog"]'))
    document.addEventListener(
      'dragover',
      (event) => {
        setOver(mayDrop(event))
        if (mayDrop(event)) event.preventDefault()
      },
      { signal },
    )
    document.addEventListener(
      'dragleave',
      (event) => {
        // Out of the window: everything else is told by the next dragover.
        if (event.relatedTarget === null) setOver(false)
      },
      { signal },
    )
    document.addEventListener(
      'drop',
      (event) => {
        setOver(false)
        const files = [...(event.dataTransfer?.files ?? [])]
        if (files.length === 0 || !mayDrop(event)) return
        event.preventDefault()
        take.current(files)
      },
      { signal },
    )
    return () => stopping.abort()
  }, [])
  return isOver
}
