import type { PictureGroup } from '@shared/model/gallery'
import { counted } from '../../../ui/amounts'
import { formatMonthOfYear } from '../../../ui/dates'

/** The last group goes back for ever, and is named by its end. */
export const groupName = ({ kind, until }: Pick<PictureGroup, 'kind' | 'until'>): string => {
  switch (kind) {
    case 'today':
      return 'Today'
    case 'yesterday':
      return 'Yesterday'
    case 'month':
      return formatMonthOfYear(until - 1)
  }
}

export const countWords = (count: number): string => counted(count, 'picture', 'pictures')

export const trashWords = (count: number): string => `${counted(count, 'more is', 'more are')} in the trash`
