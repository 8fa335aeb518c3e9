import type { ModelEntry } from '@shared/model/engine'
import { formatShortUtcDay } from '../../ui/dates'

const formatDay = (iso: string): string => {
  const time = Date.parse(iso)
  return Number.isNaN(time) ? iso : formatShortUtcDay(time)
}

/** Price and announced end in a few words. */
export const aboutModel = ({ price, shutdownDate, note }: ModelEntry): string =>
  [
    shutdownDate ? `ends ${formatDay(shutdownDate)}` : '',
    price ? `$${price.input} in, $${price.output} out per million` : '',
    note ?? '',
  ]
    .filter((text) => text !== '')
    .join(' · ')
