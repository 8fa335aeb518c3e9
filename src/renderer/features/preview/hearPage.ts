interface Heard {
  readonly onLink: (url: string) => void
  readonly onEscape: () => void
}

const longestAddress = 8_000
const openable: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:'])

/** The address in its exact form where it may be shown to the user; null for everything else. */
const addressOf = (url: unknown): string | null => {
  if (typeof url !== 'string' || url.length > longestAddress || !URL.canParse(url)) return null
  const { protocol, href } = new URL(url)
  return openable.has(protocol) ? href : null
}

/** Hears what the page in a frame says, and no other page. Returns what stops it. */
export const hearPage = (
  frame: () => HTMLIFrameElement | null,
  { onLink, onEscape }: Heard,
): (() => void) => {
  const hear = ({ source, data }: MessageEvent<unknown>) => {
    const from = frame()?.contentWindow
    if (!from || source !== from || typeof data !== 'object' || data === null) return
    const { type, url } = data as Readonly<Record<string, unknown>>
    const address = type === 'link' ? addressOf(url) : null
    if (address !== null) onLink(address)
    // A page that says so by itself takes the keyboard from nothing else: it must have it.
    if (type === 'escape' && document.activeElement === frame()) onEscape()
  }
  window.addEventListener('message', hear)
  return () => window.removeEventListener('message', hear)
}
