import type { MathToken } from '@shared/markdown/math'
import { texForKatex } from '@shared/markdown/tex'
import { element } from './dom'
import type { Finisher } from './finishers'
import { holdHeight, releaseHeight, rememberHeight } from './heights'
import { formulaOf } from './mathElement'
import { runInFrames } from './pace'
import { whenNotSelected } from './whenNotSelected'

type Katex = typeof import('./katex')['katex']

/**
 * A longer formula is shown as its source: KaTeX works where the page does, and no formula is worth a
 * standstill.
 */
const longestFormula = 4_000
/** Formulas set at once: each makes some dozens of elements, which are laid out together. */
const mostAtOnce = 20

let katex: Katex | null = null
let loading: Promise<Katex> | null = null

const loadKatex = (): Promise<Katex> => {
  // It brings its own styles and fonts, which cost nothing before the first formula.
  loading ??= import('./katex').then((module) => {
    katex = module.katex
    return module.katex
  })
  loading.catch(() => {
    loading = null
  })
  return loading
}

const setOne = (setter: Katex, node: HTMLElement, { text, isDisplay, raw }: MathToken): void => {
  const made = element('span')
  try {
    setter.render(texForKatex(text), made, {
      displayMode: isDisplay,
      throwOnError: true,
      strict: 'ignore',
      trust: false,
      maxExpand: 300,
      maxSize: 20,
    })
  } catch {
    // Not TeX, or more than KaTeX takes: what was written says more than a message about it.
    node.classList.add('is-source')
    releaseHeight(node)
    return
  }
  node.replaceChildren(...made.childNodes)
  node.classList.add('is-set')
  releaseHeight(node)
  if (!isDisplay) return
  node.tabIndex = 0
  rememberHeight(raw, node)
}

function* setAll(setter: Katex, nodes: readonly HTMLElement[]): Generator<void, void> {
  for (const node of nodes) {
    const formula = formulaOf(node)
    if (formula && !node.classList.contains('is-set')) setOne(setter, node, formula)
    yield
  }
}

/** Sets the formulas of a finished block. */
export const typeset: Finisher = (node) => {
  if (!(node instanceof HTMLElement)) return
  const found = [node, ...node.querySelectorAll<HTMLElement>('.md-math')].filter((each) => {
    const formula = formulaOf(each)
    return formula !== null && formula.text.length <= longestFormula
  })
  if (found.length === 0) return
  if (katex) {
    // Within the drawing that shows the block, if there are few: nothing moves afterwards.
    runInFrames(setAll(katex, found), 1 / mostAtOnce)
    return
  }
  for (const each of found) holdHeight(formulaOf(each)?.raw ?? '', each)
  loadKatex()
    .then((setter) => whenNotSelected(node, () => runInFrames(setAll(setter, found), 1 / mostAtOnce)))
    .catch((error: unknown) => console.error('Formulas could not be set', error))
}
