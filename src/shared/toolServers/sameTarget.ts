import type { ServerAddress } from '../model/toolServer'
import { steeringOf } from './steering'

const isSameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((each, index) => each === other[index])

const pairs = (values: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(values)
    .map((pair) => JSON.stringify(pair))
    .sort()

/**
 * True where what was given for one address in secret reaches nothing else at the other: the same program
 * with the same arguments, or the same page. Names of variables and headers may differ.
 */
export const isSameTarget = (one: ServerAddress, other: ServerAddress): boolean => {
  if (one.type === 'http') return other.type === 'http' && one.url === other.url
  return (
    other.type === 'stdio' &&
    one.command === other.command &&
    one.cwd === other.cwd &&
    isSameList(one.args, other.args) &&
    isSameList(pairs(steeringOf(one)), pairs(steeringOf(other)))
  )
}
