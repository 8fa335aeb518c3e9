/* What is called how in an archive. */

export const manifestName = 'manifest.json'
/** Every picture, file and clip with its length and hash. */
export const contentsName = 'contents.jsonl'

/**
 * What is archived, in the order in which it is restored: folders before what lies in them, and pictures
 * after the messages that show them, since nothing keeps a picture that no message needs.
 */
export const archivedTables = [
  'folders',
  'conversations',
  'pictures',
  'files',
  'speech_clips',
  'costs',
  'notes',
] as const
export type ArchivedTable = (typeof archivedTables)[number]

export const rowsName = (table: ArchivedTable): string => `rows/${table}.jsonl`
