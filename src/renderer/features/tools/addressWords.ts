import type { ServerAddress } from '@shared/model/toolServer'

/** A word of a command as it would be typed: quoted where it would fall apart. */
const quoted = (word: string): string => (/^[\w@%+=:,./\\~-]+$/.test(word) ? word : JSON.stringify(word))

/** The whole command, or the address. */
export const commandLine = (address: ServerAddress): string =>
  address.type === 'http' ? address.url : [address.command, ...address.args].map(quoted).join(' ')

/** The names of what it is given in secret. */
export const secretNames = (address: ServerAddress): readonly string[] =>
  address.type === 'http' ? address.headers : address.env
