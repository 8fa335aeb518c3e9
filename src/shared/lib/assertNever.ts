/** Ends a switch over a union: a new member then fails to compile where it is not handled. */
export const assertNever = (value: never): never => {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`)
}
