import { isLocalServer } from '@shared/model/localServer'
import { useEffect, useState } from 'react'
import { useApp } from '../../../common/appStore'
import { formatElapsed } from '../../../ui/dates'
import { useChat } from '../useChat'

/** Answers mostly begin sooner: a clock would only make users nervous. */
const quietSeconds = 5

/** Nothing has come yet, and it takes long: says for what, and for how long. Stop is beside the composer. */
export const FirstWordWait = ({ messageId }: { readonly messageId: string }) => {
  const since = useChat(({ chat }) => {
    const message = chat?.messages.get(messageId)
    const isSilent = message?.parts.length === 0 && !chat?.retries.has(messageId)
    return isSilent ? message.createdAt : null
  })
  const engineId = useChat(({ chat }) => chat?.messages.get(messageId)?.engineId)
  const isLocal = useApp(({ engines }) => {
    const address = engines.find(({ id }) => id === engineId)?.baseUrl
    return typeof address === 'string' && isLocalServer(address)
  })
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    if (since === null) return
    const look = () => setSeconds(Math.floor((Date.now() - since) / 1000))
    look()
    const timer = setInterval(look, 1_000)
    return () => clearInterval(timer)
  }, [since])
  if (since === null || seconds < quietSeconds) return null
  return (
    <span role="timer" className="first-word-wait">
      {isLocal ? 'Loading the model' : 'Waiting for the first word'}, {formatElapsed(seconds)}
    </span>
  )
}
