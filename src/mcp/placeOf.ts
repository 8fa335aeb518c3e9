/**
 * The kind of an error and where it was thrown. Its message is left out: it may hold what a server sent, and
 * goes into a log.
 */
export const placeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return `A thrown ${typeof error}`
  const frames = (error.stack ?? '').split('\n').filter((line) => /^ {4}at .{1,300}:\d+:\d+\)?$/.test(line))
  return [error.constructor.name, ...frames.slice(0, 20)].join('\n')
}
