import { counted } from '@shared/lib/amounts'
import { lazily } from '@shared/lib/lazily'

export { counted, formatNumber } from '@shared/lib/amounts'

const decimal = lazily(() => new Intl.NumberFormat('en', { maximumFractionDigits: 1 }))

/** A number with one digit after the point where that is not nought: "4.8", "3". */
export const formatDecimal = (amount: number): string => decimal().format(amount)

const units = ['kB', 'MB', 'GB', 'TB'] as const

/** "22 bytes", "4.8 MB": by thousands, as file managers count. */
export const formatBytes = (bytes: number): string => {
  if (bytes < 1_000) return counted(bytes, 'byte', 'bytes')
  let value = bytes / 1_000
  let power = 0
  // What would be rounded to a thousand is one of the next unit.
  for (; value >= 999.95 && power < units.length - 1; power++) value /= 1_000
  return `${formatDecimal(value)} ${units[power]}`
}
