import type { Conversation } from '@shared/model/conversation'

export type ListRow =
  | { readonly type: 'heading'; readonly label: string }
  | { readonly type: 'conversation'; readonly conversation: Conversation }

const month = new Intl.DateTimeFormat('en', { month: 'long' })
const monthOfYear = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric' })

const startOfDay = (time: number, daysBack = 0): number => {
  const day = new Date(time)
  // By calendar, not by 24 hours: days with a clock change are longer or shorter.
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() - daysBack).getTime()
}

/** The heading under which something of this time stands. */
export const dayLabel = (time: number, now: number): string => {
  if (time >= startOfDay(now)) return 'Today'
  if (time >= startOfDay(now, 1)) return 'Yesterday'
  if (time >= startOfDay(now, 7)) return 'Previous 7 days'
  const isThisYear = new Date(time).getFullYear() === new Date(now).getFullYear()
  return (isThisYear ? month : monthOfYear).format(time)
}

/** Rows for the list: a heading before the first conversation of each stretch. Newest first, as they come. */
export const groupByDay = (conversations: readonly Conversation[], now: number): readonly ListRow[] => {
  const rows: ListRow[] = []
  let label = ''
  for (const conversation of conversations) {
    const next = dayLabel(conversation.updatedAt, now)
    if (next !== label) {
      label = next
      rows.push({ type: 'heading', label })
    }
    rows.push({ type: 'conversation', conversation })
  }
  return rows
}
