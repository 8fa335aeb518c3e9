import { readFileSync } from 'node:fs'
import type { ServerOffer } from '@shared/model/toolServer'
import { z } from 'zod'
import { log } from '../lib/log'
import { Serial } from '../lib/Serial'
import { writeBytes, writeWhole } from '../lib/writeWhole'

const tool = z.object({
  name: z.string(),
  title: z.string().nullable(),
  description: z.string(),
  inputSchema: z.record(z.string(), z.unknown()),
  isReadOnly: z.boolean(),
  hash: z.string(),
})
/** What was offered as prompts and resources is read anew from the server. */
const fileSchema = z.record(z.string(), z.object({ fingerprint: z.string(), tools: z.array(tool) }))
type Offers = Record<string, { readonly fingerprint: string; readonly tools: ServerOffer['tools'] }>

/**
 * What each server last offered, so that a model can be told of a tool before its server is started. It can
 * be lost without harm: servers say it again.
 */
export class OffersFile {
  private offers: Offers | null = null
  private readonly writing = new Serial()

  constructor(private readonly path: string) {}

  /** The tools of a server as it was at this address; null where they are not known. */
  tools(serverId: string, fingerprint: string): ServerOffer['tools'] | null {
    const offer = this.read()[serverId]
    return offer?.fingerprint === fingerprint ? offer.tools : null
  }

  keep(serverId: string, fingerprint: string, tools: ServerOffer['tools']): void {
    this.offers = { ...this.read(), [serverId]: { fingerprint, tools } }
    this.write()
  }

  forget(serverId: string): void {
    const { [serverId]: _, ...others } = this.read()
    this.offers = others
    this.write()
  }

  /** Resolves when everything is written. */
  settled(): Promise<void> {
    return this.writing.run(this.path, async () => {})
  }

  /** Read when it is first wanted, which without tool servers is never. */
  private read(): Offers {
    if (this.offers) return this.offers
    try {
      this.offers = fileSchema.parse(JSON.parse(readFileSync(this.path, 'utf8')))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        log.warning('Offers of tool servers are read anew')
      this.offers = {}
    }
    return this.offers
  }

  private write(): void {
    const text = JSON.stringify(this.offers)
    void this.writing
      .run(this.path, () => writeWhole(this.path, (draft) => writeBytes(draft, text)))
      .catch((error: unknown) => log.warning('Offers of tool servers could not be written', error))
  }
}
