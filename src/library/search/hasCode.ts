import type { Part } from '@shared/model/message'

const fence = /^ {0,3}(?:`{3,}|~{3,})/m

/** Tells whether any of the parts holds a block of code. */
export const hasCode = (parts: readonly Part[]): boolean =>
  parts.some((part) => part.type === 'text' && fence.test(part.text))
