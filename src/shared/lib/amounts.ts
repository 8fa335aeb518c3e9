import { lazily } from './lazily'

const number = lazily(() => new Intl.NumberFormat('en'))

/** "1,200" */
export const formatNumber = (amount: number): string => number().format(amount)

/** "1 message", "1,200 messages" */
export const counted = (amount: number, one: string, many: string): string =>
  `${formatNumber(amount)} ${amount === 1 ? one : many}`
