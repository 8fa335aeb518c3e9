import { texForKatex } from '@shared/markdown/tex'
import hljs from 'highlight.js/lib/common'
import katex from 'katex'
import 'katex/contrib/mhchem'
import type { Diagrams } from './context'
import type { HtmlTools } from './markdownHtml'

/** Code longer than this stays plain, and longer formulas stay as they were written: as in the app. */
const longestCode = 300_000
const longestFormula = 4_000
const longestDiagram = 50_000
/** Diagrams of one export that are drawn; more stay source. */
const mostDiagrams = 300

/** Colours and formulas by the same libraries as on the screen, and a note of what the formulas need. */
export class PageTools implements HtmlTools {
  constructor(private readonly diagrams: Diagrams = { drawn: {}, missing: new Set() }) {}

  /** The classes that formulas used so far: their fonts go along. */
  readonly formulaClasses = new Set<string>()

  highlight(code: string, language: string): string | null {
    if (language === '' || code.length > longestCode || !hljs.getLanguage(language)) return null
    try {
      // It escapes the code itself and adds nothing but spans with its own classes.
      return hljs.highlight(code, { language, ignoreIllegals: true }).value
    } catch {
      // A fault of one language's rules: code without colours is still code.
      return null
    }
  }

  diagram(source: string): string | null {
    const drawn = Object.hasOwn(this.diagrams.drawn, source) ? this.diagrams.drawn[source] : undefined
    if (drawn !== undefined) return drawn
    const { missing } = this.diagrams
    if (source.length <= longestDiagram && missing.size < mostDiagrams) missing.add(source)
    return null
  }

  formula(tex: string, isDisplay: boolean): string | null {
    if (tex.length > longestFormula) return null
    try {
      const set = katex.renderToString(texForKatex(tex), {
        displayMode: isDisplay,
        throwOnError: true,
        strict: 'ignore',
        trust: false,
        maxExpand: 300,
        maxSize: 20,
      })
      for (const [, names] of set.matchAll(/class="([^"]*)"/g))
        for (const name of (names ?? '').split(' ')) this.formulaClasses.add(name)
      return set
    } catch {
      // This is not TeX, or more than KaTeX takes: what was written says more than a message about it.
      return null
    }
  }
}
