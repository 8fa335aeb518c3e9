import { type RefObject, useEffect, useState } from 'react'

interface Section {
  readonly id: string
  readonly title: string
}

/** Where a section counts as read: a little below the upper edge of what is shown, in pixels. */
const readingLinePx = 40

const groupsIn = (body: HTMLElement): HTMLElement[] => [
  ...body.querySelectorAll<HTMLElement>('[data-section]'),
]

/** The group that is being read; at the end of the page the last one, however short it is. */
const currentIn = (body: HTMLElement): string | null => {
  const groups = groupsIn(body)
  const isAtEnd = body.scrollTop > 0 && body.scrollTop + body.clientHeight >= body.scrollHeight - 2
  if (isAtEnd) return groups.at(-1)?.dataset.section ?? null
  const line = body.getBoundingClientRect().top + readingLinePx
  const passed = groups.filter((group) => group.getBoundingClientRect().top <= line)
  return (passed.at(-1) ?? groups[0])?.dataset.section ?? null
}

/** The sections of the settings beside them, read off the page itself: a click goes there, and the one in view is marked. */
export const SettingsSections = ({ body }: { readonly body: RefObject<HTMLElement | null> }) => {
  const [sections, setSections] = useState<readonly Section[]>([])
  const [current, setCurrent] = useState<string | null>(null)
  useEffect(() => {
    const scroller = body.current
    if (!scroller) return
    setSections(
      groupsIn(scroller).map((group) => ({
        id: group.dataset.section ?? '',
        title: group.querySelector('h3')?.textContent ?? '',
      })),
    )
    const look = () => setCurrent(currentIn(scroller))
    look()
    scroller.addEventListener('scroll', look, { passive: true })
    return () => scroller.removeEventListener('scroll', look)
  }, [body])

  const goTo = (id: string) => {
    body.current?.querySelector(`[data-section="${id}"]`)?.scrollIntoView({ block: 'start' })
    setCurrent(id)
  }
  return (
    <nav aria-label="Sections" className="settings-sections">
      {sections.map(({ id, title }) => (
        <button
          key={id}
          type="button"
          aria-current={id === current ? 'location' : undefined}
          onClick={() => goTo(id)}
        >
          {title}
        </button>
      ))}
    </nav>
  )
}
