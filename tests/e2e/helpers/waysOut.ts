import { createSocket } from 'node:dgram'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server that nothing may reach, and what did. */
export interface Outside {
  readonly base: string
  readonly udpPort: number
  readonly seen: { readonly requests: string[]; connections: number; datagrams: number }
  /** What it answers a path with; else a word. */
  readonly pages: Map<string, string>
  close(): Promise<void>
}

export const startOutside = async (): Promise<Outside> => {
  const seen = { requests: [] as string[], connections: 0, datagrams: 0 }
  const pages = new Map<string, string>()
  const http = createServer((request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? ''
    seen.requests.push(path)
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('content-type', pages.has(path) ? 'text/html' : 'text/plain')
    response.end(pages.get(path) ?? 'reached')
  })
  http.on('upgrade', (request, socket) => {
    seen.requests.push(request.url ?? '')
    socket.destroy()
  })
  http.on('connection', () => {
    seen.connections += 1
  })
  const udp = createSocket('udp4').on('message', () => {
    seen.datagrams += 1
  })
  await Promise.all([
    new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve)),
    new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve)),
  ])
  return {
    base: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    udpPort: udp.address().port,
    seen,
    pages,
    close: async () => {
      udp.close()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}

/** One way by which a page could reach a server: a page that tries it, and says when it has. */
export interface WayOut {
  readonly name: string
  readonly page: (outside: Outside) => string
  readonly hasArrived: (outside: Outside) => boolean
}

/** `to`: a part of a page that goes to the address `to` in one way. */
const way = (name: string, part: (to: string, outside: Outside) => string): WayOut => ({
  name,
  page: (outside) =>
    `<!doctype html><body>${part(`${outside.base}/out/${name}`, outside)}<script>
setTimeout(() => document.body.append(Object.assign(document.createElement('p'), { textContent: 'Tried' })), 400)
</script></body>`,
  hasArrived: ({ seen }) => seen.requests.includes(`/out/${name}`),
})
const byScript = (name: string, code: (to: string, outside: Outside) => string): WayOut =>
  way(name, (to, outside) => `<script>try { ${code(JSON.stringify(to), outside)} } catch {}</script>`)

/** Names that no one may ask for: the question itself would carry words out. */
export const strangeDomain = 'parley-preview.invalid'
export const strangeNames = [`prefetched.${strangeDomain}`, `relay.${strangeDomain}`]

export const waysOut: readonly WayOut[] = [
  byScript('fetch', (to) => `fetch(${to}).catch(() => {})`),
  byScript('no-cors', (to) => `fetch(${to}, { mode: 'no-cors', keepalive: true }).catch(() => {})`),
  byScript('xhr', (to) => `const x = new XMLHttpRequest(); x.open('GET', ${to}); x.send()`),
  byScript('beacon', (to) => `navigator.sendBeacon(${to}, 'words')`),
  byScript('websocket', (to) => `new WebSocket(${to}.replace('http', 'ws'))`),
  byScript('event-source', (to) => `new EventSource(${to})`),
  byScript('import', (to) => `import(${to}).catch(() => {})`),
  byScript(
    'worker',
    (to) => `new Worker(URL.createObjectURL(new Blob(['fetch(' + ${JSON.stringify(to)} + ')'])))`,
  ),
  byScript('service-worker', (to) => `navigator.serviceWorker.register(${to}).catch(() => {})`),
  byScript('image-object', (to) => `new Image().src = ${to}`),
  byScript('font-face', (to) => `new FontFace('f', 'url(' + ${to} + ')').load().catch(() => {})`),
  way('image', (to) => `<img src="${to}">`),
  way('script', (to) => `<script src="${to}"></script>`),
  way('module', (to) => `<script type="module">import ${JSON.stringify(to)}</script>`),
  way('style-sheet', (to) => `<link rel="stylesheet" href="${to}">`),
  way('style-import', (to) => `<style>@import url(${to});</style>`),
  way('style-image', (to) => `<style>body { background: url(${to}) }</style>`),
  way(
    'style-font',
    (to) => `<style>@font-face { font-family: f; src: url(${to}) } p { font-family: f }</style><p>x`,
  ),
  way('video', (to) => `<video src="${to}" autoplay></video>`),
  way('poster', (to) => `<video poster="${to}"></video>`),
  way('frame', (to) => `<iframe src="${to}"></iframe>`),
  way('frame-inside', (to) => `<iframe srcdoc='<img src="${to}">'></iframe>`),
  way('object', (to) => `<object data="${to}"></object>`),
  way('svg-image', (to) => `<svg><image href="${to}"/></svg>`),
  way('name', (to) => `<link rel="dns-prefetch" href="//${strangeNames[0]}"><img src="${to}">`),
  way('prefetch', (to) => `<link rel="prefetch" href="${to}">`),
  way('preload', (to) => `<link rel="preload" as="image" href="${to}">`),
  way('refresh', (to) => `<meta http-equiv="refresh" content="0;url=${to}">`),
  way(
    'form',
    (to) => `<form method="post" action="${to}"></form><script>document.forms[0].submit()</script>`,
  ),
  way(
    'form-window',
    (to) => `<form target="_blank" action="${to}"></form><script>document.forms[0].submit()</script>`,
  ),
  way('link', (to) => `<a href="${to}">x</a><script>document.links[0].click()</script>`),
  way(
    'link-window',
    (to) => `<a href="${to}" target="_blank">x</a><script>document.links[0].click()</script>`,
  ),
  way('ping', (to) => `<a href="#x" ping="${to}">x</a><script>document.links[0].click()</script>`),
  byScript('navigation', (to) => `location.href = ${to}`),
  byScript('top-navigation', (to) => `top.location.href = ${to}`),
  byScript('parent-navigation', (to) => `parent.location.replace(${to})`),
  byScript('window', (to) => `open(${to})`),
  {
    ...byScript(
      'web-rtc',
      (_to, { udpPort, base }) => `
const connection = new RTCPeerConnection({ iceServers: [
  { urls: 'stun:127.0.0.1:${udpPort}' },
  { urls: 'turn:${new URL(base).host}?transport=tcp', username: 'a', credential: 'b' },
  { urls: 'turn:${strangeNames[1]}?transport=tcp', username: 'a', credential: 'b' },
] })
connection.createDataChannel('out')
connection.createOffer().then((offer) => connection.setLocalDescription(offer))`,
    ),
    hasArrived: ({ seen }) => seen.datagrams > 0 || seen.connections > 0,
  },
]
