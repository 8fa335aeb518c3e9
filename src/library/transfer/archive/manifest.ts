import { z } from 'zod'

/** Grows with changes that an older reader would misread. */
export const archiveVersion = 1
export const archiveFormat = 'parley.archive'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const count = z.number().int().min(0)

/** Written last, since it tells what everything else came to. */
export const manifestSchema = z.object({
  format: z.literal(archiveFormat),
  version: z.number().int().min(1),
  /** The schema of the library that was archived: rows are as they were in it. */
  schemaVersion: z.number().int().min(1),
  appVersion: z.string().max(100),
  createdAt: z.number(),
  /** Rows by table; messages are among the rows of `conversations`. */
  counts: z.record(z.string().max(100), count),
  /** Everything but pictures, files and clips, which are in `contents.jsonl`. */
  entries: z
    .array(z.object({ name: z.string().max(200), bytes: count, sha256: hash, records: count }))
    .max(100),
  contents: z.object({ count, bytes: count }),
})
export type Manifest = z.output<typeof manifestSchema>
