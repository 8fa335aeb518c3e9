import { type RefObject, useLayoutEffect, useState } from 'react'
import { matchesSearch, searchText } from './settingsSearch'

/** Text with a space between elements, and without what only a graphic says. */
const textOf = (row: HTMLElement): string => {
  const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT)
  const texts: string[] = []
  while (walker.nextNode()) texts.push(walker.currentNode.nodeValue ?? '')
  return texts.join(' ')
}

/** Shows the rows of a section that match, and counts them. A failure stays in sight whatever matches. */
const filterGroup = (group: HTMLElement, query: string): number => {
  const title = group.querySelector('h3')?.textContent ?? ''
  const section = group.dataset.section ?? ''
  let shown = 0
  for (const row of group.children) {
    if (!(row instanceof HTMLElement) || row.matches('h3, [role="alert"]')) continue
    const ids = [row, ...row.querySelectorAll('[id]')].map(({ id }) => id)
    row.hidden = query !== '' && !matchesSearch(query, searchText({ section, title, text: textOf(row), ids }))
    if (!row.hidden) shown += 1
  }
  group.hidden = shown === 0 && query !== '' && !group.querySelector(':scope > [role="alert"]')
  return shown
}

export interface SettingsMatches {
  readonly count: number
  readonly sections: ReadonlySet<string>
}

/**
 * The hook hides what a query does not find; null without a query. It reads the page as it is shown, so that
 * no setting can be forgotten here, and looks again when rows come, go or change their words.
 */
export const useSettingsSearch = (
  body: RefObject<HTMLElement | null>,
  query: string,
): SettingsMatches | null => {
  const [matches, setMatches] = useState<SettingsMatches | null>(null)
  useLayoutEffect(() => {
    const page = body.current
    if (!page) return
    const filter = () => {
      const groups = [...page.querySelectorAll<HTMLElement>('[data-section]')]
      const counts = groups.map((group) => ({
        id: group.dataset.section ?? '',
        count: filterGroup(group, query),
      }))
      if (query === '') return setMatches(null)
      const sections = counts.filter(({ count }) => count > 0).map(({ id }) => id)
      const count = counts.reduce((sum, each) => sum + each.count, 0)
      setMatches((before) =>
        before?.count === count && sections.every((id) => before.sections.has(id))
          ? before
          : { count, sections: new Set(sections) },
      )
    }
    filter()
    if (query === '') return
    page.scrollTop = 0
    const watcher = new MutationObserver(filter)
    watcher.observe(page, { childList: true, characterData: true, subtree: true })
    return () => watcher.disconnect()
  }, [body, query])
  return matches
}
