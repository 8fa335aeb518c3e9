import { useEffect, useState } from 'react'

const minuteMs = 60_000

/** The time, again each minute: for words that would become wrong with it. */
export const useMinute = (): number => {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), minuteMs)
    return () => clearInterval(timer)
  }, [])
  return now
}
