import type { DiagramReply, DiagramRequest } from './features/chat/markdown/diagramMessages'
import { drawMermaid } from './features/chat/markdown/mermaid'

// The page that draws diagrams, one after the other. It has no bridge, and can reach nothing. In a window it
// is a frame without an origin, in a process of its own, and is asked by messages; for an export it is a
// hidden page, which main calls.

const serveWindow = (): void => {
  const reply = (message: DiagramReply): void => window.parent.postMessage(message, '*')
  window.addEventListener('message', ({ source, data }: MessageEvent<DiagramRequest>) => {
    if (source !== window.parent) return
    drawMermaid(data.source, data.dark).then(
      (svg) => reply({ type: 'drawn', svg }),
      () => reply({ type: 'drawn', svg: null }),
    )
  })
  reply({ type: 'ready' })
}

const drawDiagram = async (source: string): Promise<string> => {
  const { drawStandalone } = await import('./features/chat/markdown/standaloneDiagram')
  return drawStandalone(source)
}

if (window.parent === window) Object.assign(globalThis, { drawDiagram })
else serveWindow()
