import { cleanPicture } from './features/chat/markdown/cleanPicture'
import { drawMermaid } from './features/chat/markdown/mermaid'

// The hidden page that draws the diagrams of exports. Main calls it; it has no bridge and calls nothing.

/** A diagram as a picture that stands by itself, on light ground. */
const drawDiagram = async (source: string): Promise<string> => {
  const svg = cleanPicture(await drawMermaid(source, false)).querySelector('svg')
  if (!svg) throw new Error('Nothing was drawn')
  // Without a size of its own a picture takes all the width that there is.
  const { width, height } = svg.viewBox.baseVal
  if (width > 0 && height > 0) {
    svg.setAttribute('width', String(Math.ceil(width)))
    svg.setAttribute('height', String(Math.ceil(height)))
    svg.style.removeProperty('max-width')
  }
  return new XMLSerializer().serializeToString(svg)
}

Object.assign(globalThis, { drawDiagram })
