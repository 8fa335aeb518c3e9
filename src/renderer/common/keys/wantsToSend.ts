/** What of a key event matters here; a page's KeyboardEvent fits. */
export interface Key {
  readonly key: string
  readonly keyCode: number
  readonly isComposing: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

/**
 * Enter sends, Shift+Enter breaks the line. While an input method composes (Japanese, Chinese, Korean), Enter
 * belongs to it: `isComposing` says so, and code 229 where the event comes just after the composition ended.
 */
export const wantsToSend = (key: Key): boolean =>
  key.key === 'Enter' && !key.shiftKey && !key.altKey && !key.isComposing && key.keyCode !== 229
