import { lazily } from '@shared/lib/lazily'

export const unknownTime = 'unknown time'

/** Whether dates go as far as this. A format would throw for any other, and take its window along. */
export const isMoment = (at: number): boolean => !Number.isNaN(new Date(at).getTime())

/** A format is made with the first date that needs it: making one costs more than formatting. */
const dateFormat = (options: Intl.DateTimeFormatOptions): ((at: number) => string) => {
  const format = lazily(() => new Intl.DateTimeFormat('en', options))
  return (at) => (isMoment(at) ? format().format(at) : unknownTime)
}

/** "November 29, 2026 at 14:05" */
export const formatMoment = dateFormat({
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

/** A moment as `formatMoment` has it, where there is little room. */
export const formatShortMoment = dateFormat({ dateStyle: 'medium', timeStyle: 'short' })

export const formatClock = dateFormat({ hour: 'numeric', minute: '2-digit' })

export const formatMonth = dateFormat({ month: 'long' })

export const formatMonthOfYear = dateFormat({ month: 'long', year: 'numeric' })

/** A day that is the same everywhere, such as the end of a model. */
export const formatUtcDay = dateFormat({ day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

export const formatShortUtcDay = dateFormat({ dateStyle: 'medium', timeZone: 'UTC' })

/** A wait in words: "12 seconds", "3 minutes". */
export const formatWait = (ms: number): string => {
  const seconds = Math.max(1, Math.ceil(ms / 1000))
  if (seconds < 90) return seconds === 1 ? '1 second' : `${seconds} seconds`
  const minutes = Math.ceil(seconds / 60)
  if (minutes < 90) return `${minutes} minutes`
  return `${Math.ceil(minutes / 60)} hours`
}

/** Time that has passed, as on a stopwatch: `0:07`, `1:20`, `1:02:03`. */
export const formatElapsed = (seconds: number): string => {
  const two = (value: number) => String(value).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  const rest = two(seconds % 60)
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${two(minutes % 60)}:${rest}`
}

/** "Sunday, November 29, 2026" */
export const formatFullDay = dateFormat({ dateStyle: 'full' })
