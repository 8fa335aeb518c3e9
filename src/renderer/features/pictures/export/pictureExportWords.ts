import type { FileDetails, PictureExportFormat } from '@shared/model/pictureExport'
import type { TransferResult } from '@shared/model/transfer'
import { countMissing, endInWords } from '../../../common/transfers/exportWords'
import { formatNumber } from '../../../ui/amounts'

export const formatWords: Readonly<
  Record<PictureExportFormat, { readonly name: string; readonly hint: string }>
> = {
  original: { name: 'As made', hint: 'Each in the format that it was made in: nothing is lost.' },
  png: { name: 'PNG', hint: 'Without loss. A picture that is PNG keeps its pixels bit for bit.' },
  jpeg: {
    name: 'JPEG',
    hint: 'Small, for photographs; what is clear becomes white. A picture that is JPEG already is copied without loss.',
  },
  webp: {
    name: 'WebP',
    hint: 'Smaller still, for the web. A picture that is WebP already is copied without loss.',
  },
}

export const detailsWords: Readonly<Record<FileDetails, { readonly name: string; readonly hint: string }>> = {
  kept: {
    name: 'As it came',
    hint: 'Nothing is added or taken away. Engines may have put notes or content credentials there.',
  },
  embedded: {
    name: 'Prompt, model, date',
    hint: 'Written into each file, where other programs find them. What the engine put there goes.',
  },
  none: {
    name: 'Nothing',
    hint: 'Taken out of each file, also what the engine put there: notes, places, content credentials.',
  },
}

export const picturesInWords = (count: number): string =>
  count === 1 ? 'a picture' : `${formatNumber(count)} pictures`

/** How an export ended, and what it wrote. `isOne`: a single picture was asked for. */
export const takenInWords = (result: TransferResult, isOne: boolean): string =>
  endInWords(result, ({ added: { pictures }, name }) =>
    isOne
      ? `Saved as ${name}`
      : `Done. Exported ${pictures === 1 ? 'one picture' : picturesInWords(pictures)} to ${name}.`,
  )

/** What did not go along; null where everything did. */
export const leftOutInWords = (result: TransferResult): string | null => {
  const count = countMissing(result)
  if (count === 0) return null
  return count === 1
    ? 'One picture was left out: its file is missing, damaged or too large for this format.'
    : `${formatNumber(count)} pictures were left out: their files are missing, damaged or too large for this format.`
}
