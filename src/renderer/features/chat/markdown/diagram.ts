import { codeBlockOf, headButton } from './CodeBlock'
import { DiagramFailed, DiagramFrame } from './DiagramFrame'
import { element } from './dom'
import type { Finisher } from './finishers'
import { holdHeight, releaseHeight, rememberHeight } from './heights'

/** A longer source is shown as it is. */
const longestSource = 50_000
/** Drawn diagrams that are kept, so that scrolling back to one costs nothing. */
const mostKept = 40

const kept = new Map<string, string>()
const onPage = new Set<Diagram>()
const drawingFrame = new DiagramFrame()

/** Whether the window is dark now. */
export const isDark = (): boolean => {
  const { theme } = document.documentElement.dataset
  return theme === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark'
}

/** The picture of a source, as SVG that is not yet clean. */
const pictureOf = async (source: string, dark = isDark()): Promise<string> => {
  const key = `${dark ? 'dark' : 'light'} ${source}`
  const known = kept.get(key)
  if (known !== undefined) return known
  const svg = await drawingFrame.draw({ source, dark })
  kept.set(key, svg)
  const oldest = kept.keys().next()
  if (kept.size > mostKept && !oldest.done) kept.delete(oldest.value)
  return svg
}

/** A diagram's source as a picture that stands by itself. Throws where the source is none. */
export const standaloneDiagram = async (source: string, dark: boolean): Promise<string> => {
  const svg = await pictureOf(source, dark)
  return (await import('./cleanPicture')).standalonePicture(svg)
}

/** A diagram in place of the code that it was written as; the code can be had back. */
class Diagram {
  private readonly frame = element('div', 'md-diagram')
  private readonly picture = element('div', 'md-diagram-picture')
  private isShown = false

  constructor(
    private readonly block: HTMLElement,
    head: HTMLElement,
    private readonly source: string,
  ) {
    this.frame.append(this.picture)
    // Its styles stay in, the page's stay out.
    this.picture.attachShadow({ mode: 'open' })
    this.picture.setAttribute('role', 'img')
    this.picture.setAttribute('aria-label', 'Diagram')
    this.frame.tabIndex = 0
    const toggle = headButton('Show source', 'md-diagram-toggle')
    toggle.setAttribute('aria-pressed', 'false')
    toggle.hidden = true
    toggle.addEventListener('click', () => {
      const isSource = this.block.classList.toggle('is-source')
      toggle.setAttribute('aria-pressed', String(isSource))
    })
    head.querySelector('.md-code-wrap')?.before(toggle)
    holdHeight(source, this.frame)
    block.append(this.frame)
    // The room of last time, at once; without one the source stays until there is a picture.
    block.classList.toggle('has-diagram', this.frame.style.minHeight !== '')
    void this.draw(toggle)
  }

  get isOnPage(): boolean {
    return this.block.isConnected
  }

  async draw(toggle?: HTMLElement): Promise<void> {
    try {
      const svg = await pictureOf(this.source)
      const clean = (await import('./cleanPicture')).cleanPicture(svg)
      this.picture.shadowRoot?.replaceChildren(clean)
      this.block.classList.add('has-diagram')
      this.isShown = true
      if (toggle) toggle.hidden = false
      releaseHeight(this.frame)
      rememberHeight(this.source, this.frame)
    } catch (error) {
      // The source says what was meant.
      console.warn('A diagram could not be drawn', error instanceof DiagramFailed ? error.reason : error)
      if (!this.isShown) this.block.classList.remove('has-diagram')
    }
  }
}

const redrawAll = (): void => {
  for (const diagram of onPage) {
    if (diagram.isOnPage) void diagram.draw()
    else onPage.delete(diagram)
  }
}

let isWatching = false
const watchTheme = (): void => {
  if (isWatching) return
  isWatching = true
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redrawAll)
  new MutationObserver(redrawAll).observe(document.documentElement, { attributeFilter: ['data-theme'] })
}

/** Draws a finished `mermaid` block. */
export const drawDiagram: Finisher = (node) => {
  const block = codeBlockOf(node)
  if (block?.language !== 'mermaid' || block.text.trim() === '' || block.text.length > longestSource) return
  watchTheme()
  for (const diagram of onPage) if (!diagram.isOnPage) onPage.delete(diagram)
  onPage.add(new Diagram(block.element, block.head, block.text))
}
