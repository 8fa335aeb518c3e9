import DOMPurify from 'dompurify'
import mermaid from 'mermaid'

// A chunk of its own, loaded with the first diagram.

let count = 0

const font = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif'

/** The SVG of a diagram. Throws where the source is none. */
export const drawMermaid = async (source: string, dark: boolean): Promise<string> => {
  mermaid.initialize({
    startOnLoad: false,
    // No scripts, no clicks, no HTML in labels.
    securityLevel: 'strict',
    suppressErrorRendering: true,
    theme: dark ? 'dark' : 'neutral',
    fontFamily: font,
    htmlLabels: false,
    flowchart: { htmlLabels: false },
    maxTextSize: 50_000,
    maxEdges: 500,
  })
  count += 1
  // Mermaid measures on the page: out of sight, and gone afterwards whatever happens.
  const place = document.createElement('div')
  place.className = 'md-diagram-workshop'
  place.setAttribute('aria-hidden', 'true')
  document.body.append(place)
  try {
    const { svg } = await mermaid.render(`diagram-${count}`, source, place)
    return svg
  } finally {
    place.remove()
  }
}

/** Nothing of the picture can run, load or link. */
export const cleanPicture = (svg: string): DocumentFragment =>
  DOMPurify.sanitize(svg, {
    USE_PROFILES: { svg: true, svgFilters: true },
    FORBID_TAGS: ['a', 'image', 'use', 'foreignObject'],
    RETURN_DOM_FRAGMENT: true,
  })
