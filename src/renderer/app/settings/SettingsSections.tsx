import { type RefObject, useEffect, useRef, useState } from 'react'
import { Select } from '../../ui/Select'

interface Section {
  readonly id: string
  readonly title: string
}

/** The user reads this far down: the last section that begins above that is the one they are in. */
const readingShare = 0.3

const groupsIn = (body: HTMLElement): HTMLElement[] => [
  ...body.querySelectorAll<HTMLElement>('[data-section]'),
]

/** The group that is being read; at the end of the page the last one, however short it is. */
const currentIn = (body: HTMLElement): string | null => {
  const groups = groupsIn(body)
  const isAtEnd = body.scrollTop > 0 && body.scrollTop + body.clientHeight >= body.scrollHeight - 2
  if (isAtEnd) return groups.at(-1)?.dataset.section ?? null
  const line = body.getBoundingClientRect().top + readingShare * body.clientHeight
  const passed = groups.filter((group) => group.getBoundingClientRect().top <= line)
  return (passed.at(-1) ?? groups[0])?.dataset.section ?? null
}

interface Props {
  readonly body: RefObject<HTMLElement | null>
  /** The section to begin at; null: at the top. */
  readonly first: string | null
  /** Those in which a search found something; null: all. */
  readonly shown: ReadonlySet<string> | null
}

/** Lists the sections, read off the page itself: a click goes to one, and the one in view is marked. */
export const SettingsSections = ({ body, first, shown }: Props) => {
  const [sections, setSections] = useState<readonly Section[]>([])
  const [current, setCurrent] = useState<string | null>(null)
  /**
   * The section to which a click led stays marked until the user moves the page, however short it is: what
   * is loaded meanwhile moves it as well.
   */
  const isLanded = useRef(false)
  useEffect(() => {
    const scroller = body.current
    if (!scroller) return
    setSections(
      groupsIn(scroller).map((group) => ({
        id: group.dataset.section ?? '',
        title: group.querySelector('h3')?.textContent ?? '',
      })),
    )
    const look = () => {
      if (!isLanded.current) setCurrent(currentIn(scroller))
    }
    const leave = () => {
      isLanded.current = false
    }
    look()
    const stopping = new AbortController()
    const options = { passive: true, signal: stopping.signal }
    scroller.addEventListener('scroll', look, options)
    for (const name of ['wheel', 'keydown', 'pointerdown']) scroller.addEventListener(name, leave, options)
    return () => stopping.abort()
  }, [body])

  const goTo = useRef((id: string) => {
    body.current?.querySelector(`[data-section="${id}"]`)?.scrollIntoView({ block: 'start' })
    isLanded.current = true
    setCurrent(id)
  }).current
  useEffect(() => {
    if (first === null) return
    goTo(first)
    // The user was led here, and goes on from here by keyboard.
    body.current?.querySelector<HTMLElement>(`[data-section="${first}"] > h3`)?.focus()
  }, [body, goTo, first])
  return (
    <nav aria-label="Sections" className="settings-sections">
      {/* Where there is no room for a column. */}
      <Select aria-label="Section" value={current ?? ''} onChange={(event) => goTo(event.target.value)}>
        {sections.map(({ id, title }) => (
          <option key={id} value={id} hidden={shown !== null && !shown.has(id)}>
            {title}
          </option>
        ))}
      </Select>
      {sections.map(({ id, title }) => (
        <button
          key={id}
          type="button"
          hidden={shown !== null && !shown.has(id)}
          aria-current={id === current ? 'location' : undefined}
          onClick={() => goTo(id)}
        >
          {title}
        </button>
      ))}
    </nav>
  )
}
