import hljs from 'highlight.js/lib/common'
import type { ColourReply, ColourRequest, Run } from './highlight'
import { runsFrom } from './runs'

// highlight.js writes HTML; the page wants styles and text, so that it need not parse any.
const colour = (language: string, code: string): readonly Run[] | null =>
  hljs.getLanguage(language) ? runsFrom(hljs.highlight(code, { language, ignoreIllegals: true }).value) : null

self.addEventListener('message', ({ data }: MessageEvent<ColourRequest>) => {
  let runs: readonly Run[] | null = null
  try {
    runs = colour(data.language, data.code)
  } catch (error) {
    console.error('Highlighting failed', error)
  }
  self.postMessage({ id: data.id, runs } satisfies ColourReply)
})
