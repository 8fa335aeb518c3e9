const delayMs = 450

const ownerOf = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('[data-tooltip]') : null

/**
 * Shows `data-tooltip` of an element hovered or focused by keyboard. The window has one bubble: cheaper than
 * a component around every button, and never clipped. Assistive technology has the button's own label.
 */
export const installTooltips = (): (() => void) => {
  const bubble = document.createElement('div')
  bubble.className = 'tooltip'
  bubble.setAttribute('aria-hidden', 'true')
  bubble.hidden = true
  document.body.append(bubble)
  let owner: HTMLElement | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  const hide = () => {
    clearTimeout(timer)
    owner = null
    bubble.hidden = true
  }
  const place = () => {
    if (!owner?.isConnected) return hide()
    bubble.textContent = owner.dataset.tooltip ?? ''
    // Inside an open dialog the bubble must be in its layer, or it would be drawn behind.
    bubble.hidden = false
    const { left, width, top, bottom } = owner.getBoundingClientRect()
    const { offsetWidth, offsetHeight } = bubble
    const x = Math.min(Math.max(left + width / 2 - offsetWidth / 2, 8), innerWidth - offsetWidth - 8)
    const fitsAbove = top - offsetHeight - 8 > 0
    bubble.style.translate = `${Math.round(x)}px ${Math.round(fitsAbove ? top - offsetHeight - 7 : bottom + 7)}px`
  }
  const show = (next: HTMLElement | null, ms: number) => {
    if (next === owner) return
    hide()
    owner = next
    if (next) timer = setTimeout(place, ms)
  }

  const stopping = new AbortController()
  const { signal } = stopping
  document.addEventListener('pointerover', (event) => show(ownerOf(event.target), delayMs), { signal })
  document.addEventListener(
    'focusin',
    (event) => {
      const next = ownerOf(event.target)
      show(next?.matches(':focus-visible') ? next : null, delayMs)
    },
    { signal },
  )
  for (const name of ['pointerdown', 'keydown', 'scroll', 'focusout'] as const) {
    document.addEventListener(name, hide, { signal, capture: true, passive: true })
  }
  return () => {
    hide()
    stopping.abort()
    bubble.remove()
  }
}
