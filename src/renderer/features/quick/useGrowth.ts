import { type RefObject, useLayoutEffect } from 'react'
import { client } from '../../ipc/client'

/** The lines around everything and above the log. */
const linesPx = 3

/**
 * Tells main how high the window should be: as high as its parts are by themselves, those that scroll by
 * their content.
 */
export const useGrowth = (root: RefObject<HTMLElement | null>): void => {
  useLayoutEffect(() => {
    const element = root.current
    if (!element) return
    let told = 0
    const tell = () => {
      const parts = [...element.querySelectorAll<HTMLElement>('[data-height]')]
      const height = Math.ceil(
        parts.reduce((sum, part) => sum + part.getBoundingClientRect().height, linesPx),
      )
      if (height === told) return
      told = height
      client
        .call('quick.resize', { height })
        .catch((error: unknown) => console.error('The window keeps its size', error))
    }
    const sizes = new ResizeObserver(tell)
    const watch = () => {
      sizes.disconnect()
      for (const part of element.querySelectorAll('[data-height]')) sizes.observe(part)
    }
    // Parts come and go: the log with the first question.
    const coming = new MutationObserver(watch)
    coming.observe(element, { childList: true })
    watch()
    return () => {
      sizes.disconnect()
      coming.disconnect()
    }
  }, [root])
}
