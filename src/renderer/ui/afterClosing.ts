/** The work waits until a dialog is gone and has given the focus back: it may want the focus itself. */
export const afterClosing = (work: () => void): void => {
  setTimeout(() => setTimeout(work))
}
