import mermaid from 'mermaid'

// Runs in the frame that draws diagrams, never in a window's own page.

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
  // Mermaid measures in the document.
  const place = document.createElement('div')
  document.body.append(place)
  try {
    const { svg } = await mermaid.render(`diagram-${count}`, source, place)
    return svg
  } finally {
    place.remove()
  }
}
