/**
 * What a server sends is only called what the SDK's types say: a text that is no text would go on to the
 * library, which can neither store it nor get past it.
 */

/** The value where it is text, otherwise none. Content in parts (`[{ type: 'text', text }]`) is joined. */
export const textIn = (value: unknown): string => {
  if (typeof value === 'string') return value
  if (!Array.isArray(value)) return ''
  return value.map((part: unknown) => (hasText(part) ? part.text : '')).join('')
}

const hasText = (part: unknown): part is { readonly text: string } =>
  typeof part === 'object' && part !== null && 'text' in part && typeof part.text === 'string'

/** The value where it is a count, otherwise 0. */
export const countIn = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : 0
