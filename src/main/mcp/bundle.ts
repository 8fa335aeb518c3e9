import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { AppError } from '@shared/ipc/errors'
import { type ServerDraft, serverAddressSchema } from '@shared/model/toolServer'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { z } from 'zod'

/** The limits of an archive: a bundle brings its packages along, and no more than that. */
const mostFiles = 50_000
const mostBytes = 1024 * 1024 * 1024
const mostManifestBytes = 1024 * 1024

/** As the format says it (version 0.1 to 0.4), as far as it is used here. */
const manifestSchema = z.object({
  name: z.string().min(1).max(100),
  display_name: z.string().max(100).optional(),
  server: z.object({
    type: z.string().optional(),
    mcp_config: z.object({
      command: z.string().min(1),
      args: z.array(z.string()).default([]),
      env: z.record(z.string(), z.string()).default({}),
      platform_overrides: z
        .record(
          z.string(),
          z.object({
            command: z.string().optional(),
            args: z.array(z.string()).optional(),
            env: z.record(z.string(), z.string()).optional(),
          }),
        )
        .default({}),
    }),
  }),
  user_config: z.record(z.string(), z.object({ default: z.unknown().optional() })).default({}),
})
type Manifest = z.output<typeof manifestSchema>

const unreadable = (message: string, cause?: unknown): AppError =>
  new AppError('toolServer/unreadable', message, undefined, { cause })

/**
 * Reads a bundle (`.mcpb`) and unpacks it into a folder of its own below `parent`. What it would start is in
 * the draft; nothing is started. `toolServer/unreadable` for anything that is no such bundle.
 */
export const unpackBundle = async (path: string, parent: string): Promise<ServerDraft> => {
  const folder = join(parent, randomUUID())
  const zip = await openPromise(path, { lazyEntries: true }).catch((cause: unknown) => {
    throw unreadable('Not an archive', cause)
  })
  try {
    const manifest = await unpack(zip, folder)
    return draftOf(manifest, folder)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error instanceof AppError ? error : unreadable('The bundle could not be read', error)
  } finally {
    zip.close()
  }
}

/** Removes what was unpacked below `parent` and is no server's folder: not added then, or removed since. */
export const sweepBundles = async (parent: string, inUse: readonly (string | null)[]): Promise<void> => {
  const names = await readdir(parent).catch(() => [])
  const unused = names.map((name) => join(parent, name)).filter((folder) => !inUse.includes(folder))
  await Promise.all(unused.map((folder) => rm(folder, { recursive: true, force: true })))
}

const unpack = async (zip: ZipFile, folder: string): Promise<Manifest> => {
  let manifest: Manifest | null = null
  let files = 0
  let bytes = 0
  for await (const entry of entriesOf(zip)) {
    files += 1
    bytes += entry.uncompressedSize
    if (files > mostFiles || bytes > mostBytes) throw unreadable('The bundle is too large')
    if (entry.fileName.endsWith('/')) continue
    const target = resolve(folder, entry.fileName)
    if (!target.startsWith(`${folder}${sep}`)) throw unreadable('A file of the bundle lies outside of it')
    await mkdir(dirname(target), { recursive: true })
    if (entry.fileName === 'manifest.json') manifest = await readManifest(zip, entry)
    // The mode of the archive says what may be run; the rest of it is not taken over.
    const mode = ((entry.externalFileAttributes >>> 16) & 0o111) === 0 ? 0o644 : 0o755
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target, { mode }))
  }
  if (!manifest) throw unreadable('The bundle has no manifest')
  return manifest
}

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  yield* zip.eachEntry()
}

const readManifest = async (zip: ZipFile, entry: Entry): Promise<Manifest> => {
  if (entry.uncompressedSize > mostManifestBytes) throw unreadable('The manifest is too large')
  const pieces: Buffer[] = []
  for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece as Buffer)
  const parsed = manifestSchema.safeParse(JSON.parse(Buffer.concat(pieces).toString('utf8')))
  if (!parsed.success) throw unreadable('The manifest makes no sense')
  return parsed.data
}

const platformNames: Readonly<Record<string, string>> = { win32: 'win32', darwin: 'darwin', linux: 'linux' }

const draftOf = (manifest: Manifest, folder: string): ServerDraft => {
  const { mcp_config: config } = manifest.server
  const own = config.platform_overrides[platformNames[process.platform] ?? ''] ?? {}
  const fill = (text: string): string =>
    text.replaceAll(/\$\{__dirname\}/g, folder).replaceAll(/\$\{\/\}/g, sep)
  const filled = (text: string): string =>
    fill(text).replace(/\$\{user_config\.([\w-]+)\}/g, (_whole, name: string) => {
      const value = manifest.user_config[name]?.default
      return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
    })
  const args = (own.args ?? config.args).map(filled).filter((arg) => arg !== '')
  const secrets = Object.fromEntries(
    Object.entries({ ...config.env, ...own.env }).map(([name, value]) => [name, filled(value)]),
  )
  const address = serverAddressSchema.parse({
    type: 'stdio',
    command: fill(own.command ?? config.command),
    args,
    env: Object.keys(secrets),
    cwd: folder,
  })
  return { name: (manifest.display_name ?? manifest.name).slice(0, 100), address, secrets }
}
