import type { Message } from '@shared/model/message'
import { sourcesOf } from '@shared/model/message'
import { hostAndPort } from './fetchPage'
import { addressesIn } from './userAddresses'

const questionsOf = (messages: readonly Message[]): readonly string[] =>
  messages
    .filter(({ role }) => role === 'user')
    .flatMap(({ parts }) => parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])))

/** One writing of addresses that mean a page: without scheme, `www.`, fragment and last slash. */
const comparable = ({ host, pathname, search }: URL): string =>
  `${host.replace(/^www\./, '')}${pathname.replace(/\/$/, '')}${search}`

/**
 * True where an address stands in the user's own words or among the sources of the conversation. Any other
 * was made up by the model, and may carry away what was said: a page can ask it to.
 */
export const isKnownAddress = (address: string, messages: readonly Message[]): boolean => {
  if (!URL.canParse(address)) return false
  const wanted = comparable(new URL(address))
  return (
    questionsOf(messages).some((text) => addressesIn(text).some((url) => comparable(url) === wanted)) ||
    messages.some((message) =>
      sourcesOf(message).some(({ url }) => URL.canParse(url) && comparable(new URL(url)) === wanted),
    )
  )
}

/** `host:port` of what the user named: these may lie in their own network. */
export const hostsNamed = (messages: readonly Message[]): ReadonlySet<string> =>
  new Set(questionsOf(messages).flatMap((text) => addressesIn(text).map(hostAndPort)))
