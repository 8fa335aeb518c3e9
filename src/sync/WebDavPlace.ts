import { randomBytes } from 'node:crypto'
import { createClient, type FileStat, getPatcher, type WebDAVClient } from 'webdav'
import { guarded } from './davFetch'
import { isLeftOver, isOurName, type Place, type PlaceEntry, unfinished } from './Place'
import { PlaceFault, placeFaultOf, statusOf } from './placeFaults'

export interface WebDavAccess {
  /** The folder that the logs lie in. */
  readonly address: string
  readonly user: string
  readonly password: string
}

/** Any WebDAV server: Nextcloud, a NAS, Apache, `rclone serve webdav`. */
export class WebDavPlace implements Place {
  private readonly client: WebDAVClient
  private readonly address: string
  private readonly made = new Set<string>()
  /** Two machines that go by one name must not take each other's pieces for their own. */
  private readonly piece = `.${randomBytes(4).toString('hex')}${unfinished}`

  constructor({ address, user, password }: WebDavAccess) {
    // The client's own way to fetch follows redirects, waits for ever, and believes every answer.
    const patcher = getPatcher()
    if (!patcher.isPatched('fetch'))
      patcher.patch('fetch', (url, init) => guarded(fetch)(String(url), init as RequestInit))
    this.address = address.endsWith('/') ? address.slice(0, -1) : address
    this.client = createClient(address, { username: user, password })
  }

  async check(): Promise<void> {
    try {
      if (!isFolder(await this.client.stat('/'))) throw new PlaceFault('no-folder')
    } catch (error) {
      throw statusOf(error) === 404
        ? new PlaceFault('no-folder', null, { cause: error })
        : placeFaultOf(error)
    }
  }

  async list(folder: string): Promise<readonly string[]> {
    return (await this.entries(folder)).map(({ name }) => name)
  }

  async entries(folder: string): Promise<readonly PlaceEntry[]> {
    return (await this.all(folder))
      .filter(({ name }) => isOurName(name))
      .sort((one, other) => (one.name < other.name ? -1 : 1))
  }

  async leftOvers(folder: string): Promise<readonly PlaceEntry[]> {
    return (await this.all(folder)).filter(({ name, isFolder: isNone }) => !isNone && isLeftOver(name))
  }

  private async all(folder: string): Promise<readonly PlaceEntry[]> {
    const path = `/${folder}`
    const found = await this.orAbsent(() => this.client.getDirectoryContents(path, { details: true }), null)
    if (!found) return []
    if (!('data' in found) || !Array.isArray(found.data)) throw new PlaceFault('no-webdav')
    const aheadMs = aheadOf(found.headers)
    return found.data.map((each) => entryOf(each, aheadMs))
  }

  async entry(path: string): Promise<PlaceEntry | null> {
    const found = await this.orAbsent(() => this.client.stat(`/${path}`, { details: true }), null)
    if (!found) return null
    if (!('data' in found)) throw new PlaceFault('no-webdav')
    return entryOf(found.data, aheadOf(found.headers))
  }

  async read(path: string, most: number): Promise<Uint8Array | null> {
    return this.orAbsent(async () => {
      const response = await this.client.customRequest(`/${path}`, { method: 'GET' })
      // The types of the client know no more of it than of any answer.
      return readWithin('body' in response ? response.body : null, most)
    }, null)
  }

  async add(path: string, bytes: Uint8Array): Promise<boolean> {
    const part = `/${path}${this.piece}`
    await this.put(part, path, bytes)
    try {
      // A cut upload stays visible as a short file on some servers, and some ignore If-None-Match: all of
      // them refuse to move a file over another.
      await this.move(part, path, false)
      return true
    } catch (error) {
      if (statusOf(error) !== 412) throw placeFaultOf(error)
      await this.client.deleteFile(part).catch(() => {})
      return false
    }
  }

  async replace(path: string, bytes: Uint8Array): Promise<void> {
    const part = `/${path}${this.piece}`
    await this.put(part, path, bytes)
    await this.try(() => this.move(part, path, true))
  }

  async remove(path: string): Promise<void> {
    await this.orAbsent(() => this.client.deleteFile(`/${path}`), undefined)
  }

  private async move(part: string, path: string, isToReplace: boolean): Promise<void> {
    const destination = `${this.address}/${path.split('/').map(encodeURIComponent).join('/')}`
    await this.client.customRequest(part, {
      method: 'MOVE',
      headers: { Destination: destination, Overwrite: isToReplace ? 'T' : 'F' },
    })
  }

  private async put(part: string, path: string, bytes: Uint8Array): Promise<void> {
    const folder = path.slice(0, path.lastIndexOf('/'))
    await this.makeFolder(folder)
    try {
      await this.upload(part, bytes)
    } catch (error) {
      if (![404, 409].includes(statusOf(error))) throw placeFaultOf(error)
      // The folder is gone since it was made: the place was set back, or emptied.
      this.made.clear()
      await this.makeFolder(folder)
      await this.try(() => this.upload(part, bytes))
    }
  }

  /** Rejects where it is not certain that all of it is there. */
  private async upload(part: string, bytes: Uint8Array): Promise<void> {
    const { status } = await this.client.customRequest(part, { method: 'PUT', data: Buffer.from(bytes) })
    if (status !== 200) return
    // The page of a hotel says as much, and a piece of an earlier upload may lie there under that name.
    const found = await this.client.stat(part)
    if (!('size' in found) || found.size !== bytes.byteLength) throw new PlaceFault('no-webdav')
  }

  private async makeFolder(folder: string): Promise<void> {
    if (folder === '' || this.made.has(folder)) return
    await this.makeFolder(folder.includes('/') ? folder.slice(0, folder.lastIndexOf('/')) : '')
    try {
      await this.client.createDirectory(`/${folder}`)
    } catch (error) {
      // It is there: servers say so by one or the other.
      if (![405, 409, 301].includes(statusOf(error))) throw placeFaultOf(error)
    }
    this.made.add(folder)
  }

  private async orAbsent<T, A>(work: () => Promise<T>, absent: A): Promise<T | A> {
    try {
      return await work()
    } catch (error) {
      if (statusOf(error) === 404) return absent
      throw placeFaultOf(error)
    }
  }

  private async try<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw placeFaultOf(error)
    }
  }
}

const isFolder = (found: unknown): boolean =>
  found !== null && typeof found === 'object' && 'type' in found && found.type === 'directory'

const entryOf = (found: FileStat, aheadMs: number): PlaceEntry => ({
  name: found.basename,
  isFolder: isFolder(found),
  bytes: found.size,
  changedAt: (Date.parse(found.lastmod) || Date.now() + aheadMs) - aheadMs,
})

/** How far the server's clock is ahead of ours, where it tells its time. */
const aheadOf = (headers: Readonly<Record<string, string>>): number => {
  const its = Date.parse(headers.date ?? '')
  return Number.isNaN(its) ? 0 : its - Date.now()
}

/** A server may send without end. */
const readWithin = async (body: unknown, most: number): Promise<Uint8Array | null> => {
  if (body === null || body === undefined) return new Uint8Array()
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength
    if (length > most) return null
    chunks.push(Buffer.from(chunk))
  }
  return Buffer.concat(chunks)
}
