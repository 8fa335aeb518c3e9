import { childrenOf, type DomElement, isElement, isText } from './dom'

/** Elements without words of their own, or whose words are not shown. */
const wordless: ReadonlySet<string> = new Set([
  'TITLE',
  'SCRIPT',
  'STYLE',
  'TEMPLATE',
  'NOSCRIPT',
  'IFRAME',
  'OBJECT',
  'EMBED',
  'CANVAS',
  'SVG',
  'AUDIO',
  'VIDEO',
  'INPUT',
  'SELECT',
  'TEXTAREA',
  'BUTTON',
  'DIALOG',
  'LINK',
  'META',
  'DATALIST',
])

/** Values of a style that leave nothing to be seen, by property. */
const hiding: Readonly<Record<string, (value: string) => boolean>> = {
  display: (value) => value === 'none',
  visibility: (value) => value === 'hidden' || value === 'collapse',
  opacity: (value) => Number.parseFloat(value) === 0,
  'font-size': (value) => Number.parseFloat(value) === 0,
}

const hidesByStyle = (style: string): boolean =>
  style.split(';').some((declaration) => {
    const [name = '', value = ''] = declaration.toLowerCase().split(':')
    return hiding[name.trim()]?.(value.replace('!important', '').trim()) ?? false
  })

const isHidden = (element: DomElement): boolean =>
  element.getAttribute('hidden') !== null ||
  element.getAttribute('aria-hidden')?.trim().toLowerCase() === 'true' ||
  hidesByStyle((element.getAttribute('style') ?? '').slice(0, 2_000))

export interface Extent {
  readonly elements: number
  readonly depth: number
}

/**
 * Takes out of a tree what a reader of the page does not see, and tells how large the rest is. It does not
 * call itself: a page may be nested deeper than the stack.
 */
export const stripHidden = (root: DomElement): Extent => {
  let elements = 0
  let deepest = 0
  const waiting: { readonly element: DomElement; readonly depth: number }[] = [{ element: root, depth: 1 }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { element, depth } = next
    elements += 1
    deepest = Math.max(deepest, depth)
    for (const child of childrenOf(element)) {
      if (isText(child)) continue
      if (!isElement(child) || wordless.has(child.nodeName.toUpperCase()) || isHidden(child))
        (child as DomElement).remove()
      else waiting.push({ element: child, depth: depth + 1 })
    }
  }
  return { elements, depth: deepest }
}
