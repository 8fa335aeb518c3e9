interface Heard {
  readonly onLink: (url: string) => void
  readonly onEscape: () => void
  /** It sends so much that the window would be slow. */
  readonly onFlood: () => void
}

const longestAddress = 8_000
const openable: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:'])

/** The address in its exact form where it may be shown to the user; null for everything else. */
const addressOf = (url: unknown): string | null => {
  if (typeof url !== 'string' || url.length > longestAddress || !URL.canParse(url)) return null
  const { protocol, href } = new URL(url)
  return openable.has(protocol) ? href : null
}

/** Ours are sent at a press of the user's; a page that says as much as this means harm, or is broken. */
const mostASecond = 100

/** Says of each message, by when it came, whether it is one too many. */
export const messageLimit = (most = mostASecond) => {
  let began = Number.NEGATIVE_INFINITY
  let count = 0
  return (now: number): boolean => {
    if (now - began >= 1_000) {
      began = now
      count = 0
    }
    count += 1
    return count > most
  }
}

/** Hears what the page in a frame says, and no other page. Returns what stops it. */
export const hearPage = (
  frame: () => HTMLIFrameElement | null,
  { onLink, onEscape, onFlood }: Heard,
): (() => void) => {
  const isTooMany = messageLimit()
  const hear = (event: MessageEvent<unknown>) => {
    const from = frame()?.contentWindow
    if (!from || event.source !== from) return
    if (isTooMany(performance.now())) return onFlood()
    // Read only now: what is large is put together when it is asked for.
    const { data } = event
    if (typeof data !== 'object' || data === null) return
    const { type, url } = data as Readonly<Record<string, unknown>>
    const address = type === 'link' ? addressOf(url) : null
    if (address !== null) onLink(address)
    // A page that says so by itself takes the keyboard from nothing else: it must have it.
    if (type === 'escape' && document.activeElement === frame()) onEscape()
  }
  window.addEventListener('message', hear)
  return () => window.removeEventListener('message', hear)
}
