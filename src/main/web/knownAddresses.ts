import type { Message } from '@shared/model/message'
import { sourcesOf } from '@shared/model/message'
import { hostAndPort } from './fetchPage'
import { addressesIn } from './userAddresses'

/** The user's messages without the lines that quote others, as captured text is put in. */
const ownWordsOf = (messages: readonly Message[]): readonly string[] =>
  messages
    .filter(({ role }) => role === 'user')
    .map(({ parts }) =>
      parts
        .flatMap((part) => (part.type === 'text' ? part.text.split('\n') : []))
        .filter((line) => !/^\s*>/.test(line))
        .join('\n'),
    )

/** One writing of addresses that mean a page: without scheme, `www.`, fragment and last slash. */
const comparable = ({ host, pathname, search }: URL): string =>
  `${host.replace(/^www\./, '')}${pathname.replace(/\/$/, '')}${search}`

/** Others can read and change what goes over http: an address with https does not vouch for that. */
const isSamePage = (known: URL, wanted: URL): boolean =>
  comparable(known) === comparable(wanted) && (known.protocol === 'http:' || wanted.protocol === 'https:')

/**
 * True where an address stands in the user's own words or among the sources of the conversation. Any other
 * was made up by the model, and may carry away what was said: a page can ask it to.
 */
export const isKnownAddress = (address: string, messages: readonly Message[]): boolean => {
  if (!URL.canParse(address)) return false
  const wanted = new URL(address)
  return (
    ownWordsOf(messages).some((text) => addressesIn(text).some((known) => isSamePage(known, wanted))) ||
    messages.some((message) =>
      sourcesOf(message).some(({ url }) => URL.canParse(url) && isSamePage(new URL(url), wanted)),
    )
  )
}

/** A longer text was pasted rather than typed, and others may have written it. */
const mostTyped = 2_000

/** `host:port` of what the user named in a message they typed: these may lie in their own network. */
export const hostsNamed = (messages: readonly Message[]): ReadonlySet<string> =>
  new Set(
    ownWordsOf(messages)
      .filter(({ length }) => length <= mostTyped)
      .flatMap((text) => addressesIn(text).map(hostAndPort)),
  )
