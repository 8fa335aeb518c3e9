import type { PictureGroup } from '@shared/model/gallery'

const month = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric' })

/** The last group goes back for ever, and is named by its end. */
export const groupName = ({ kind, until }: Pick<PictureGroup, 'kind' | 'until'>): string => {
  switch (kind) {
    case 'today':
      return 'Today'
    case 'yesterday':
      return 'Yesterday'
    case 'month':
      return month.format(new Date(until - 1))
  }
}

export const countWords = (count: number): string =>
  count === 1 ? '1 picture' : `${count.toLocaleString('en')} pictures`

export const trashWords = (count: number): string =>
  count === 1 ? '1 more is in the trash' : `${count.toLocaleString('en')} more are in the trash`
