import { createClient, type WebDAVClient } from 'webdav'
import { type Place, unfinished } from './Place'
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
  private readonly made = new Set<string>()

  constructor({ address, user, password }: WebDavAccess) {
    this.client = createClient(address, { username: user, password })
  }

  async list(folder: string): Promise<readonly string[]> {
    const entries = await this.orAbsent(() => this.client.getDirectoryContents(`/${folder}`), [])
    if (!Array.isArray(entries)) throw new PlaceFault('no-webdav')
    return entries
      .map(({ basename }) => basename)
      .filter((name) => !name.endsWith(unfinished))
      .sort()
  }

  async read(path: string, most: number): Promise<Uint8Array | null> {
    return this.orAbsent(async () => {
      const response = await this.client.customRequest(`/${path}`, { method: 'GET' })
      // The types of the client know no more of it than of any answer.
      return readWithin('body' in response ? response.body : null, most)
    }, null)
  }

  async add(path: string, bytes: Uint8Array): Promise<boolean> {
    const part = `/${path}${unfinished}`
    await this.put(part, path, bytes)
    try {
      // A cut upload stays visible as a short file on some servers, and some ignore If-None-Match: all of
      // them refuse to move a file over another.
      await this.client.moveFile(part, `/${path}`, { overwrite: false })
      return true
    } catch (error) {
      if (statusOf(error) !== 412) throw placeFaultOf(error)
      await this.client.deleteFile(part).catch(() => {})
      return false
    }
  }

  async replace(path: string, bytes: Uint8Array): Promise<void> {
    const part = `/${path}${unfinished}`
    await this.put(part, path, bytes)
    await this.try(() => this.client.moveFile(part, `/${path}`, { overwrite: true }))
  }

  private async put(part: string, path: string, bytes: Uint8Array): Promise<void> {
    await this.makeFolder(path.slice(0, path.lastIndexOf('/')))
    await this.try(() => this.client.putFileContents(part, Buffer.from(bytes), { overwrite: true }))
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
