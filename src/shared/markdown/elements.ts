import type { Token, Tokens } from 'marked'

/** Raw HTML that is drawn as what it means, without any attribute. */
export interface ElementToken {
  readonly type: 'element'
  readonly raw: string
  readonly name: ElementName
  readonly tokens: Token[]
}

/** Elements that change how words look and nothing else. What is not here stays text. */
const elements = {
  sub: 'sub',
  sup: 'sup',
  kbd: 'kbd',
  mark: 'mark',
  b: 'strong',
  strong: 'strong',
  i: 'em',
  em: 'em',
  u: 'u',
  ins: 'u',
  s: 's',
  strike: 's',
  del: 's',
  small: 'small',
  code: 'code',
  tt: 'code',
  samp: 'code',
  q: 'q',
  var: 'em',
  cite: 'em',
  abbr: 'span',
  span: 'span',
  font: 'span',
} as const
export type ElementName = (typeof elements)[keyof typeof elements]

const tag = /^<(\/?)([a-z][a-z0-9]*)(?=[\s/>])[^>]*>$/i
const deepest = 20

const isElement = (name: string): name is keyof typeof elements => Object.hasOwn(elements, name)

/**
 * Joins the tags of a text that belong together, in place. A tag without its other half stays as it was
 * written: an answer may be about tags.
 */
export const nestElements = (tokens: Token[]): void => {
  if (!tokens.some(({ type }) => type === 'html')) return
  const nested: Token[] = []
  const open: { readonly name: string; readonly at: number }[] = []
  for (const token of tokens) {
    const [, slash = '', written = ''] = token.type === 'html' ? (tag.exec(token.raw) ?? []) : []
    const name = written.toLowerCase()
    if (name === 'br') nested.push({ type: 'br', raw: token.raw })
    else if (name === 'wbr' || (/^<!--[\s\S]*-->$/.test(token.raw) && token.type === 'html'))
      nested.push({ type: 'unseen', raw: token.raw, text: '' })
    else if (!isElement(name)) nested.push(token)
    else if (slash === '') {
      if (open.length < deepest) open.push({ name, at: nested.length })
      nested.push(token)
    } else {
      const found = open.findLastIndex((each) => each.name === name)
      const at = open[found]?.at
      if (at === undefined) {
        nested.push(token)
        continue
      }
      open.length = found
      const [first, ...inner] = nested.splice(at)
      const raw = `${first?.raw}${inner.map((each) => each.raw).join('')}${token.raw}`
      nested.push({ type: 'element', raw, name: elements[name], tokens: inner } satisfies ElementToken)
    }
  }
  tokens.length = 0
  for (const token of nested) tokens.push(token)
}

const wrappers = /<\/?(?:p|div|center|summary|details)(?:\s[^<>]*)?>/gi
const anyTag = /<\/?([a-z][a-z0-9-]*)/gi

/** The words of a block of HTML that only aligns or wraps them; null where it says more than that. */
export const wrappedWords = ({ raw }: Tokens.HTML | Tokens.Tag): string | null => {
  if (/^\s*<!--/.test(raw)) return raw.indexOf('-->') === raw.trimEnd().length - 3 ? '' : null
  if (!/^\s*<\/?[a-z]/i.test(raw)) return null
  const words = raw.replace(wrappers, '')
  for (const [, name = ''] of words.matchAll(anyTag)) {
    if (!isElement(name.toLowerCase()) && !/^w?br$/i.test(name)) return null
  }
  return words.trim()
}
