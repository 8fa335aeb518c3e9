import type { ServerAddress, ServerDraft } from '@shared/model/toolServer'
import { isSameTarget } from '@shared/toolServers/sameTarget'
import { steeringOf } from '@shared/toolServers/steering'

/** A variable or header as it is being changed. */
export interface EditedValue {
  readonly name: string
  /** Empty: as it is, where it is there already. */
  readonly value: string
  /** It was not there before, and its name may be written. */
  readonly isNew: boolean
  /** It decides which code runs: no secret, and shown. */
  readonly isSteering: boolean
}

/** A server as it is being changed. */
export interface EditedServer {
  readonly name: string
  /** The command, or the address. */
  readonly target: string
  /** One argument a line. */
  readonly args: string
  readonly folder: string
  readonly values: readonly EditedValue[]
}

export const editedFrom = (name: string, address: ServerAddress): EditedServer => {
  const names = address.type === 'stdio' ? address.env : address.headers
  const values = names.map((each) => ({ name: each, value: '', isNew: false, isSteering: false }))
  const steering = Object.entries(steeringOf(address)).map(([each, value]) => ({
    name: each,
    value,
    isNew: false,
    isSteering: true,
  }))
  return address.type === 'http'
    ? { name, target: address.url, args: '', folder: '', values }
    : {
        name,
        target: address.command,
        args: address.args.join('\n'),
        folder: address.cwd ?? '',
        values: [...values, ...steering],
      }
}

/** An argument of several lines cannot stand in a list of lines. */
export const hasLongArguments = (address: ServerAddress): boolean =>
  address.type === 'stdio' && address.args.some((arg) => arg === '' || arg.includes('\n'))

const addressOf = (edited: EditedServer, before: ServerAddress): ServerAddress => {
  const names = edited.values
    .filter(({ isSteering, name }) => !isSteering && name !== '')
    .map(({ name }) => name.trim())
  if (before.type === 'http') return { type: 'http', url: edited.target.trim(), headers: names }
  const steering = Object.fromEntries(
    edited.values.filter(({ isSteering }) => isSteering).map(({ name, value }) => [name, value]),
  )
  return {
    type: 'stdio',
    command: edited.target.trim(),
    args: hasLongArguments(before) ? before.args : edited.args.split('\n').filter((line) => line !== ''),
    env: names,
    ...(Object.keys(steering).length > 0 ? { steering } : {}),
    cwd: edited.folder.trim() === '' ? null : edited.folder.trim(),
  }
}

/** What is to be kept, and the names whose values are needed: they do not go over to another command. */
export const draftOf = (
  edited: EditedServer,
  before: ServerAddress,
): { readonly draft: ServerDraft; readonly lacking: readonly string[] } => {
  const address = addressOf(edited, before)
  const isKept = isSameTarget(before, address)
  const secret = edited.values.filter(({ isSteering, name }) => !isSteering && name !== '')
  const given = secret.filter(({ value }) => value !== '')
  return {
    draft: {
      name: edited.name.trim(),
      address,
      secrets: Object.fromEntries(given.map(({ name, value }) => [name.trim(), value])),
    },
    lacking: secret
      .filter(({ value, isNew }) => value === '' && (isNew || !isKept))
      .map(({ name }) => name.trim()),
  }
}
