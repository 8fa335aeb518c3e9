import { cleanPicture } from './cleanPicture'
import { drawMermaid } from './mermaid'

/** A diagram as a picture that stands by itself, on light ground. Throws where the source is none. */
export const drawStandalone = async (source: string): Promise<string> => {
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
