import type { PictureQuote } from '@shared/ipc/pictureGeneration'
import { costWords, formatCost } from '@shared/model/cost'
import { modelName } from '@shared/model/engine'
import type { PictureFormat } from '@shared/model/picture'
import type { PictureBackground, PictureQuality, PictureWay } from '@shared/model/pictureOptions'

export const qualityWords: Readonly<Record<PictureQuality, string>> = {
  auto: 'Automatic',
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  xhigh: 'Very high',
  max: 'Highest',
}
export const backgroundWords: Readonly<Record<PictureBackground, string>> = {
  auto: 'Automatic',
  opaque: 'Filled',
  transparent: 'Transparent',
}
export const formatWords: Readonly<Record<PictureFormat, string>> = {
  png: 'PNG',
  jpeg: 'JPEG',
  webp: 'WebP',
}
export const wayWords: Readonly<Record<PictureWay, string>> = {
  again: 'drawn again',
  vary: 'varied',
  edit: 'changed',
}

/** `1536x1024`: "Wide, 1536 × 1024". */
export const sizeWords = (size: string): string => {
  if (size === 'auto') return 'Automatic'
  const [width = 0, height = 0] = size.split('x').map(Number)
  const shape = width === height ? 'Square' : width > height ? 'Wide' : 'Tall'
  return `${shape}, ${width} × ${height}`
}

/** The line before drawing says how many, by which model, and for how much. */
export const quoteWords = (quote: PictureQuote | null, count: number): string => {
  const what = count === 1 ? 'A picture' : `${count} pictures`
  if (!quote) return what
  const by = quote.model ? ` by ${modelName(quote.model)}` : ''
  const cost =
    quote.costUsd === null || quote.costFrom === 'free'
      ? costWords(quote.costUsd)
      : `about ${formatCost(quote.costUsd)}`
  return `${what}${by}: ${cost}${quote.costFrom === 'last' ? ', as the last one like it' : ''}`
}

const leftOutWords: Readonly<Record<string, string>> = {
  size: 'the size',
  quality: 'the quality',
  background: 'the background',
  output_format: 'the file format',
}

/** What the server did not take, in a sentence; null where it took all. */
export const leftOutSentence = (leftOut: readonly string[] | undefined): string | null => {
  if (!leftOut || leftOut.length === 0) return null
  const named = leftOut.map((name) => leftOutWords[name] ?? name)
  const last = named.at(-1)
  const list = named.length === 1 ? last : `${named.slice(0, -1).join(', ')} and ${last}`
  return `The server does not let one choose ${list}: it was made without that choice.`
}
