import type { Run } from './highlight'

const piece = /<span class="([^"]*)">|<\/span>|&(?:amp|lt|gt|quot|#x27);|[^<&]+|[<&]/g
// A map: an object knows words such as `constructor`, which code is full of.
const references: ReadonlyMap<string, string> = new Map([
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&#x27;', "'"],
])

/** The flat runs of highlight.js's output: the innermost style wins. */
export const runsFrom = (html: string): readonly Run[] => {
  const runs: [string, string][] = []
  const styles: string[] = []
  for (const [text, style] of html.matchAll(piece)) {
    if (style !== undefined) {
      styles.push(style)
    } else if (text === '</span>') {
      styles.pop()
    } else {
      const current = styles.at(-1) ?? ''
      const last = runs.at(-1)
      const plain = references.get(text) ?? text
      if (last?.[0] === current) last[1] += plain
      else runs.push([current, plain])
    }
  }
  return runs
}
