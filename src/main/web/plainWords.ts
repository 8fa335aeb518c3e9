import { decodeEntities } from '@shared/lib/entities'
import { oneLine } from '@shared/lib/visibleText'

/** Words of a provider's on one line: without the tags with which some mark what was asked for. */
export const plainWords = (text: string, most: number): string =>
  oneLine(decodeEntities(text.slice(0, most * 10).replace(/<\/?[a-z][^<>]{0,200}>/gi, '')), most)
