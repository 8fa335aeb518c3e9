import { client } from '../../../ipc/client'
import { codeBlockOf } from './CodeBlock'

/** How long the button shows that it has copied. */
const doneMs = 1_500

/** One listener for the copy buttons of all code blocks, which live outside React. */
export const installCopyCode = (): void => {
  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('[data-copy-code]') : null
    const frame = button?.closest('.md-code')
    const block = frame && codeBlockOf(frame)
    if (!button || !block) return
    client
      .call('app.copyText', { text: block.text })
      .then(() => {
        button.classList.add('is-done')
        setTimeout(() => button.classList.remove('is-done'), doneMs)
      })
      .catch((error: unknown) => console.error('Copying failed', error))
  })
}
