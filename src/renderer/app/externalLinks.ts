import { client } from '../ipc/client'

/**
 * Links in answers lead outside: a click hands the address to main, which opens web and mail
 * addresses in the system's programs. The page itself never goes anywhere.
 */
export const installExternalLinks = (): void => {
  const open = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest('a[data-external]') : null
    if (!(link instanceof HTMLAnchorElement)) return
    event.preventDefault()
    if (event.button > 1) return
    client.call('app.openLink', { url: link.href }).catch((error: unknown) => {
      console.error('The link was not opened', error)
    })
  }
  document.addEventListener('click', open)
  document.addEventListener('auxclick', open)
}
