/*
 * The documents that a preview shows. Whatever they hold runs without an origin, by the policy of
 * `security/csp.ts`.
 */

/**
 * What the page has of ours, before anything of its own runs.
 * - WebRTC is taken away: no policy ends it, and it asks the network for the names of its servers. A page
 *   could have it back from a frame within: `shell/previewFrames.ts` ends a page that makes one.
 * - Links, and a key that the page leaves alone, are told to the window.
 * - What pages often keep is kept in memory, because there is no storage.
 */
const script = `<script>(() => {
  document.currentScript.remove()
  delete window.RTCPeerConnection
  delete window.webkitRTCPeerConnection
  const create = Document.prototype.createElement
  Document.prototype.createElement = function (name, options) {
    return create.call(this, /^i?frame$/i.test(name) ? 'x-' + name : name, options)
  }
  const tell = (message) => parent.postMessage(message, '*')
  addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href], area[href]') : null
    if (!link || event.defaultPrevented) return
    const address = typeof link.href === 'string' ? link.href : link.href.baseVal
    const url = URL.canParse(address, document.baseURI) ? new URL(address, document.baseURI) : null
    if (url?.protocol === 'javascript:' || url?.href.split('#')[0] === location.href.split('#')[0]) return
    event.preventDefault()
    if (url && /^(?:https?|mailto):$/.test(url.protocol)) tell({ type: 'link', url: url.href })
  })
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented) tell({ type: 'escape' })
  })
  for (const name of ['localStorage', 'sessionStorage']) {
    const kept = new Map()
    const value = {
      get length() { return kept.size },
      key: (index) => [...kept.keys()][index] ?? null,
      getItem: (key) => kept.get(String(key)) ?? null,
      setItem: (key, item) => void kept.set(String(key), String(item)),
      removeItem: (key) => void kept.delete(String(key)),
      clear: () => kept.clear(),
    }
    Object.defineProperty(window, name, { value, configurable: true })
  }
})()</script>`

/**
 * Where the document type ends: what stands before it changes how a page is laid out. Only blanks and plain
 * comments count as nothing; behind anything else a script of the page's could come before ours.
 */
const afterDoctype = (html: string): number =>
  /^(?:\s|<!--[^<>-]*-->)*<!doctype[^<>]*>/i.exec(html.slice(0, 5_000))?.[0].length ?? 0

/** A page within the page would be empty anyway: its place is kept, and what stands in it is shown. */
const withoutFrames = (text: string): string =>
  text.replace(/<(\/?)(iframe|frame|object|embed)(?=[\s>/])/gi, '<$1x-$2')

/** A page as it was written. */
export const htmlPage = (text: string): string => {
  const at = afterDoctype(text)
  return text.slice(0, at) + script + withoutFrames(text.slice(at))
}

/** A picture that has no box of its own gets one by its size, so that it grows with the page. */
const fit = `<script>(() => {
  document.currentScript.remove()
  const svg = document.querySelector('body > svg')
  if (!svg || svg.hasAttribute('viewBox')) return
  const [width, height] = ['width', 'height'].map((name) => parseFloat(svg.getAttribute(name)))
  if (width > 0 && height > 0) svg.setAttribute('viewBox', '0 0 ' + width + ' ' + height)
})()</script>`

/** A picture over the whole page. Read as HTML, which forgives what models leave out. */
export const svgPage = (text: string, isDark: boolean): string => {
  const start = text.search(/<svg[\s>]/i)
  return `<!doctype html><meta charset="utf-8"><style>
html { height: 100%; background: ${isDark ? '#1b1a18' : '#fff'} }
body { height: 100%; margin: 0; padding: 16px; box-sizing: border-box; overflow: hidden }
body > svg { display: block; width: 100% !important; height: 100% !important; max-width: none !important }
</style>${script}${withoutFrames(text.slice(Math.max(0, start)))}${fit}`
}
