import { FolderPlace } from './FolderPlace'
import { hashOf, mostPackBytes, packName } from './pack'

/**
 * The packs of this device, as they were sealed: on disk before they travel, and given again byte for byte.
 * They stay, so that a place that is lost, exchanged or set back is filled again from here.
 */
export class OwnPacks {
  private readonly folder: FolderPlace

  constructor(path: string) {
    this.folder = new FolderPlace(path)
  }

  /** The number of the last; 0 before the first. */
  async last(): Promise<number> {
    const name = (await this.folder.list('')).filter((each) => /^\d{8}\.pack$/.test(each)).at(-1)
    return name ? Number.parseInt(name, 10) : 0
  }

  async read(number: number): Promise<Uint8Array> {
    const bytes = await this.folder.read(packName(number), mostPackBytes)
    if (!bytes) throw new Error(`Pack ${number} of this device is gone`)
    return bytes
  }

  /** Empty before the first. */
  async hashOf(number: number): Promise<string> {
    return number === 0 ? '' : hashOf(await this.read(number))
  }

  async keep(number: number, bytes: Uint8Array): Promise<void> {
    if (!(await this.folder.add(packName(number), bytes))) throw new Error(`Pack ${number} is there already`)
  }
}
