import { useEffect, useState } from 'react'
import { wordsFor } from '../../../common/failures/failureWords'
import { formatWait } from '../../../ui/dates'
import { useChat } from '../useChat'

const secondsUntil = (at: number): number => Math.max(0, Math.ceil((at - Date.now()) / 1000))

/** The next try before the first token comes by itself: the line says so, and when. */
export const RetryCountdown = ({ messageId }: { readonly messageId: string }) => {
  const retry = useChat(({ chat }) => chat?.retries.get(messageId))
  const at = retry?.at ?? null
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    if (at === null) return
    setSeconds(secondsUntil(at))
    const timer = setInterval(() => setSeconds(secondsUntil(at)), 500)
    return () => clearInterval(timer)
  }, [at])
  if (!retry) return null
  const { title } = wordsFor(retry.code)
  return (
    <p className="retry">
      {title}.{' '}
      {at === null || seconds === 0
        ? 'Trying again now…'
        : `Trying again in ${formatWait(seconds * 1000)} (attempt ${retry.attempt}).`}
    </p>
  )
}
