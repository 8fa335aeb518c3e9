import { useEffect, useState } from 'react'

const armedAfterMs = 400

/**
 * The buttons of a question take a press only a moment after it came: a press that was meant for what stood
 * there decides nothing. `id`: of the question that stands there now.
 */
export const useArmed = (id: string | undefined): boolean => {
  const [armed, setArmed] = useState<string | null>(null)
  useEffect(() => {
    if (id === undefined) return
    const timer = setTimeout(() => setArmed(id), armedAfterMs)
    return () => clearTimeout(timer)
  }, [id])
  return id !== undefined && armed === id
}
