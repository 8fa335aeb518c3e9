import { type Conversation, type Folder, timeIn } from '@shared/model/conversation'
import { formatMonth, formatMonthOfYear, isMoment } from '../../ui/dates'
import type { Section } from './sections'

export type ListRow =
  | { readonly type: 'heading'; readonly key: string; readonly label: string }
  | { readonly type: 'folder'; readonly key: string; readonly folder: Folder }
  /** The row in which the name of a new folder is written. */
  | { readonly type: 'new-folder'; readonly key: string }
  | { readonly type: 'conversation'; readonly key: string; readonly conversation: Conversation }

const startOfDay = (time: number, daysBack = 0): number => {
  const day = new Date(time)
  // By calendar, not by 24 hours: days with a clock change are longer or shorter.
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() - daysBack).getTime()
}

interface Stretch {
  readonly label: string
  /** Whatever is no older than this belongs to it. */
  readonly from: number
}

/** The stretch of days in which a time lies, as seen from now. */
const stretchOf = (time: number, now: number): Stretch => {
  // A time that is none comes from a library that was edited or brought in long ago.
  if (!isMoment(time)) return { label: 'Unknown time', from: Number.NaN }
  const recent = [
    { label: 'Today', from: startOfDay(now) },
    { label: 'Yesterday', from: startOfDay(now, 1) },
    { label: 'Previous 7 days', from: startOfDay(now, 7) },
  ].find(({ from }) => time >= from)
  if (recent) return recent
  const day = new Date(time)
  const isThisYear = day.getFullYear() === new Date(now).getFullYear()
  return {
    label: isThisYear ? formatMonth(time) : formatMonthOfYear(time),
    from: new Date(day.getFullYear(), day.getMonth(), 1).getTime(),
  }
}

/** The heading under which something of this time stands. */
export const dayLabel = (time: number, now: number): string => stretchOf(time, now).label

export const keyOfConversation = (id: string): string => `conversation ${id}`
export const keyOfFolder = (id: string): string => `folder ${id}`

/**
 * A row is the same while its conversation is: a list of a hundred thousand is not made anew for each page.
 */
const made = new WeakMap<Conversation, ListRow>()
const rowOf = (conversation: Conversation): ListRow => {
  const known = made.get(conversation)
  if (known) return known
  const row: ListRow = { type: 'conversation', key: keyOfConversation(conversation.id), conversation }
  made.set(conversation, row)
  return row
}

/** The rows of one section, newest first: a heading stands before the first conversation of each stretch. */
export const groupByDay = ({ place, conversations }: Section, now: number): readonly ListRow[] => {
  const rows: ListRow[] = []
  let stretch: Stretch | null = null
  for (const conversation of conversations) {
    const time = timeIn(conversation, place)
    if (!stretch || !(time >= stretch.from)) {
      const next = stretchOf(time, now)
      if (next.label !== stretch?.label)
        rows.push({ type: 'heading', key: `heading ${next.label}`, label: next.label })
      stretch = next
    }
    rows.push(rowOf(conversation))
  }
  return rows
}

/** All that the sidebar shows, from top to bottom. */
export const rowsOf = (
  sections: readonly Section[],
  folders: readonly Folder[],
  isNaming: boolean,
  now: number,
): readonly ListRow[] => {
  const rows: ListRow[] = []
  if (folders.length > 0 || isNaming) rows.push({ type: 'heading', key: 'heading Folders', label: 'Folders' })
  for (const folder of folders) rows.push({ type: 'folder', key: keyOfFolder(folder.id), folder })
  if (isNaming) rows.push({ type: 'new-folder', key: 'new-folder' })
  for (const section of sections) {
    if (section.place.type === 'pinned') {
      if (section.conversations.length === 0) continue
      rows.push({ type: 'heading', key: 'heading Pinned', label: 'Pinned' })
      for (const conversation of section.conversations) rows.push(rowOf(conversation))
    } else rows.push(...groupByDay(section, now))
  }
  return rows
}
