import type { TransferProgress, TransferResult } from '@shared/model/transfer'
import { countsInWords } from '@shared/model/transferWords'
import { formatNumber } from '../../ui/amounts'

/** How an export ended. `complete`: what is said of one that wrote something. */
export const endInWords = (result: TransferResult, complete: (result: TransferResult) => string): string => {
  switch (result.end) {
    case 'complete':
      return complete(result)
    case 'cancelled':
      return 'Cancelled. Nothing was written.'
    case 'failed':
      return 'Nothing was written.'
  }
}

/** How an export of conversations ended, and what it wrote. */
export const exportInWords = (result: TransferResult): string =>
  endInWords(result, ({ added, name }) => {
    const what = countsInWords(added)
    return what === ''
      ? `Done. ${name} is there; nothing was to be written into it.`
      : `Done. Exported ${what} to ${name}.`
  })

export const countMissing = ({ leftOut }: TransferResult): number =>
  leftOut.reduce((sum, each) => sum + each.count, 0)

/** What could not go along; null where everything did. */
export const missingInWords = (result: TransferResult): string | null => {
  const count = countMissing(result)
  if (count === 0) return null
  return count === 1
    ? 'One picture or file could not go along: it is missing here.'
    : `${formatNumber(count)} pictures and files could not go along: they are missing here.`
}

/** The share that is done, from 0 to 1; null while it is unknown. */
export const partOf = (progress: TransferProgress | null): number | null =>
  progress?.total ? Math.min(1, progress.done / progress.total) : null

/** How far it is, in words. */
export const progressInWords = (progress: TransferProgress | null): string => {
  if (!progress?.total) return 'Beginning…'
  const { done, total, unit } = progress
  return `${formatNumber(done)} of ${formatNumber(total)} ${unit}`
}
