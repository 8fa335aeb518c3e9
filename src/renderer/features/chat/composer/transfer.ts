/** What of a clipboard matters here; a page's DataTransfer fits. */
interface Clipboard {
  readonly files: Iterable<File>
  getData(type: string): string
}

/** The files of a paste. None where a program put a picture of its text beside the text itself. */
export const filesIn = (clipboard: Clipboard): readonly File[] => {
  const isRichText = clipboard.getData('text/html') !== '' && clipboard.getData('text/plain') !== ''
  return isRichText ? [] : [...clipboard.files]
}
