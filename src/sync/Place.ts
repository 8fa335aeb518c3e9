/** Something that lies in the place. */
export interface PlaceEntry {
  readonly name: string
  readonly isFolder: boolean
  readonly bytes: number
  /** When it came there, by this computer's clock: a server's own clock is set off against ours. */
  readonly changedAt: number
}

/**
 * Where the logs of all devices lie: a folder that something keeps in step, or a server. It is not trusted
 * with more than keeping bytes. Paths are relative, with `/`. Methods reject with the place's own failure.
 */
export interface Place {
  /** Rejects where the folder is gone, is none, or may not be written. */
  check(): Promise<void>
  /** The names in a folder, in order; none where there is no such folder. Unfinished files are left out. */
  list(folder: string): Promise<readonly string[]>
  /** As `list`, with what is known of each. */
  entries(folder: string): Promise<readonly PlaceEntry[]>
  /** Files of ours in a folder that are not whole: being written, or left by what was cut. */
  leftOvers(folder: string): Promise<readonly PlaceEntry[]>
  /** Null where there is none. */
  entry(path: string): Promise<PlaceEntry | null>
  /** Null where there is none, or more than `most` bytes. */
  read(path: string, most: number): Promise<Uint8Array | null>
  /** False where something lies there under that name, whatever it is: that stays as it is. */
  add(path: string, bytes: Uint8Array): Promise<boolean>
  /** For the few files that only their device writes, and no other waits for. */
  replace(path: string, bytes: Uint8Array): Promise<void>
  /** A file, or a folder with all that is in it; where there is none, nothing happens. */
  remove(path: string): Promise<void>
}

/** What a file is called until it is whole. */
export const unfinished = '.part'

/** Other programs call theirs so, too: ours end with who writes them. */
export const isLeftOver = (name: string): boolean => /^[\w.-]+\.[0-9a-f]{1,10}\.part$/.test(name)

/**
 * Left out of every list: what is not whole, and what those who keep folders in step, and desktops, put there
 * for themselves.
 */
export const isOurName = (name: string): boolean =>
  !name.endsWith(unfinished) &&
  // A server may call its files what it likes: none of them leads out of its folder.
  !/[/\\]/.test(name) &&
  !name.startsWith('.') &&
  !name.startsWith('~') &&
  !/^desktop\.ini$/i.test(name)

/** A place within another: its paths begin there. */
export class PlaceWithin implements Place {
  constructor(
    private readonly outer: Place,
    private readonly folder: string,
  ) {}

  check(): Promise<void> {
    return this.outer.check()
  }

  list(folder: string): Promise<readonly string[]> {
    return this.outer.list(this.pathOf(folder))
  }

  entries(folder: string): Promise<readonly PlaceEntry[]> {
    return this.outer.entries(this.pathOf(folder))
  }

  leftOvers(folder: string): Promise<readonly PlaceEntry[]> {
    return this.outer.leftOvers(this.pathOf(folder))
  }

  entry(path: string): Promise<PlaceEntry | null> {
    return this.outer.entry(this.pathOf(path))
  }

  read(path: string, most: number): Promise<Uint8Array | null> {
    return this.outer.read(this.pathOf(path), most)
  }

  add(path: string, bytes: Uint8Array): Promise<boolean> {
    return this.outer.add(this.pathOf(path), bytes)
  }

  replace(path: string, bytes: Uint8Array): Promise<void> {
    return this.outer.replace(this.pathOf(path), bytes)
  }

  remove(path: string): Promise<void> {
    return this.outer.remove(this.pathOf(path))
  }

  private pathOf(path: string): string {
    return path === '' ? this.folder : `${this.folder}/${path}`
  }
}
