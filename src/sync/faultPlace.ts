/** A fault for the log: of what kind and where, never what was said or an address with a password. */
export const faultPlace = (error: unknown): string => {
  if (!(error instanceof Error)) return typeof error
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s*at /.test(line))
  const cause = error.cause === undefined ? '' : `\n<- ${faultPlace(error.cause)}`
  return `${error.name}\n${frames.slice(0, 8).join('\n')}${cause}`
}
