// The browser writes what it can undo line by line, each slower than the one before: thousands take minutes.
// What is larger is set at once instead, and undo begins anew.
const mostUndoableLines = 200
const mostUndoableCharacters = 50_000

const isUndoable = (text: string): boolean => {
  if (text.length > mostUndoableCharacters) return false
  let lines = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1
  return lines <= mostUndoableLines
}

/**
 * Writes into a field as if the user had typed, so that undo and redo go through it: at the caret, or over
 * what is selected. The focus stays where it is; `input` is told as for typing.
 */
export const typeInto = (field: HTMLTextAreaElement, text: string): void => {
  const { selectionStart: start, selectionEnd: end, ownerDocument } = field
  if (text === '' && start === end) return
  const focused = ownerDocument.activeElement
  // Only what has the focus is edited.
  if (focused !== field) field.focus({ preventScroll: true })
  field.setSelectionRange(start, end)
  const isTyped =
    isUndoable(text) &&
    (text === '' ? ownerDocument.execCommand('delete') : ownerDocument.execCommand('insertText', false, text))
  if (!isTyped) {
    field.setRangeText(text, start, end, 'end')
    field.dispatchEvent(new InputEvent('input', { bubbles: true }))
  }
  if (focused !== field && focused instanceof HTMLElement) focused.focus({ preventScroll: true })
}

/** The same for all that is in the field. The caret is behind it afterwards. */
export const replaceText = (field: HTMLTextAreaElement, text: string): void => {
  if (field.value !== text) {
    field.setSelectionRange(0, field.value.length)
    typeInto(field, text)
  }
  field.setSelectionRange(text.length, text.length)
}
