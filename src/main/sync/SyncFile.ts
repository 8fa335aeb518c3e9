import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { syncPlaceSchema } from '@shared/model/sync'
import { z } from 'zod'
import { log } from '../lib/log'
import { Serial } from '../lib/Serial'
import { writeBytes, writeWhole } from '../lib/writeWhole'

const time = z.number().nullable().default(null)
const fileSchema = z.object({
  v: z.literal(1),
  place: syncPlaceSchema,
  deviceName: z.string().max(200),
  since: z.number(),
  /** The backup before joining is still to be made. */
  needsBackup: z.boolean().default(false),
  /** The first look has not come to its end. */
  isJoining: z.boolean().default(false),
  isStopped: z.boolean().default(false),
  lastSentAt: time,
  lastTakenAt: time,
})
export type SyncSetup = Readonly<z.output<typeof fileSchema>>

/** What sync is set up with, beside the library. What is secret of it is with the secrets. */
export class SyncFile {
  private readonly writing = new Serial()

  constructor(private readonly path: string) {}

  /** Null where sync is off. */
  read(): SyncSetup | null {
    let text: string
    try {
      text = readFileSync(this.path, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw error
    }
    try {
      return fileSchema.parse(JSON.parse(text))
    } catch (error) {
      log.error('The file of sync cannot be read: sync is off', error)
      return null
    }
  }

  write(setup: SyncSetup): Promise<void> {
    return this.writing.run(this.path, () =>
      writeWhole(this.path, (draft) => writeBytes(draft, `${JSON.stringify(setup, null, 2)}\n`)),
    )
  }

  remove(): Promise<void> {
    return this.writing.run(this.path, () => rm(this.path, { force: true }))
  }
}
