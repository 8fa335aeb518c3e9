import type { TransferProgress, TransferResult } from '@shared/model/transfer'
import { countsInWords } from '@shared/model/transferWords'

const numbers = new Intl.NumberFormat('en')

/** How an export ended, and what it wrote. */
export const exportInWords = ({ end, added, name }: TransferResult): string => {
  if (end === 'cancelled') return 'Cancelled. Nothing was written.'
  if (end === 'failed') return 'Nothing was written.'
  const what = countsInWords(added)
  return what === ''
    ? `Done. ${name} is there; nothing was to be written into it.`
    : `Done. Exported ${what} to ${name}.`
}

/** What could not go along; null where everything did. */
export const missingInWords = ({ leftOut }: TransferResult): string | null => {
  const count = leftOut.reduce((sum, each) => sum + each.count, 0)
  if (count === 0) return null
  return count === 1
    ? 'One picture or file could not go along: it is missing here.'
    : `${numbers.format(count)} pictures and files could not go along: they are missing here.`
}

/** How far it is, from 0 to 1; null while nobody knows. */
export const partOf = (progress: TransferProgress | null): number | null =>
  progress?.total ? Math.min(1, progress.done / progress.total) : null

/** How far it is, in words. */
export const progressInWords = (progress: TransferProgress | null): string => {
  if (!progress?.total) return 'Beginning…'
  const { done, total, unit } = progress
  return `${numbers.format(done)} of ${numbers.format(total)} ${unit}`
}
