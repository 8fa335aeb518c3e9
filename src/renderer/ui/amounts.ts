import { lazily } from '@shared/lib/lazily'

const number = lazily(() => new Intl.NumberFormat('en'))
const size = lazily(() => new Intl.NumberFormat('en', { maximumFractionDigits: 1 }))
const moment = lazily(
  () =>
    new Intl.DateTimeFormat('en', {
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }),
)

/** "1 message", "1,200 messages" */
export const count = (amount: number, one: string, many: string): string =>
  `${number().format(amount)} ${amount === 1 ? one : many}`

export const formatMoment = (at: number): string => moment().format(at)

/** Disks and backups are thought of in megabytes and more. */
export const formatSize = (bytes: number): string => {
  const megabytes = bytes / 1024 / 1024
  if (megabytes >= 1024) return `${size().format(megabytes / 1024)} GB`
  return megabytes >= 0.1 ? `${size().format(megabytes)} MB` : `${size().format(Math.ceil(bytes / 1024))} KB`
}
