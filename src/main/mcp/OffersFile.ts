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
const prompt = z.object({
  name: z.string(),
  title: z.string().nullable(),
  description: z.string(),
  arguments: z.array(z.object({ name: z.string(), description: z.string(), isRequired: z.boolean() })),
})
const listed = {
  name: z.string(),
  title: z.string().nullable(),
  description: z.string(),
  mimeType: z.string().nullable(),
}
const offer = z.object({
  tools: z.array(tool),
  // An older file knows of tools only: the rest is told when the server is connected next.
  prompts: z.array(prompt).default([]),
  resources: z.array(z.object({ ...listed, uri: z.string(), byteLength: z.number().nullable() })).default([]),
  templates: z.array(z.object({ ...listed, uriTemplate: z.string() })).default([]),
  completes: z.boolean().default(false),
})
const fileSchema = z.record(z.string(), offer.extend({ fingerprint: z.string() }))
type Offers = Record<string, ServerOffer & { readonly fingerprint: string }>

/**
 * What each server last offered, so that a model can be told of a tool, and the user of a prompt, before its
 * server is started. It can be lost without harm: servers say it again.
 */
export class OffersFile {
  private offers: Offers | null = null
  private readonly writing = new Serial()

  constructor(private readonly path: string) {}

  /** What a server offered as it was at this address; null where that is not known. */
  get(serverId: string, fingerprint: string): ServerOffer | null {
    const offer = this.read()[serverId]
    return offer?.fingerprint === fingerprint ? offer : null
  }

  keep(serverId: string, fingerprint: string, offer: ServerOffer): void {
    this.offers = { ...this.read(), [serverId]: { ...offer, fingerprint } }
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
