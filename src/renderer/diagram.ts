import type { DiagramReply, DiagramRequest } from './features/chat/markdown/diagramMessages'
import { drawMermaid } from './features/chat/markdown/mermaid'

// The page of a frame without an origin, in a process of its own: it draws one diagram after the other for
// the page around it, and can reach nothing.

const reply = (message: DiagramReply): void => window.parent.postMessage(message, '*')

window.addEventListener('message', ({ source, data }: MessageEvent<DiagramRequest>) => {
  if (source !== window.parent) return
  drawMermaid(data.source, data.dark).then(
    (svg) => reply({ type: 'drawn', svg }),
    () => reply({ type: 'drawn', svg: null }),
  )
})
reply({ type: 'ready' })
