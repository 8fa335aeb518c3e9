/**
 * Where the logs of all devices lie: a folder that something keeps in step, or a server. It is not trusted
 * with more than keeping bytes. Paths are relative, with `/`. Methods reject with the place's own failure.
 */
export interface Place {
  /** The names in a folder, in order; none where there is no such folder. Unfinished files are left out. */
  list(folder: string): Promise<readonly string[]>
  /** Null where there is none, or more than `most` bytes. */
  read(path: string, most: number): Promise<Uint8Array | null>
  /** False where something lies there under that name, whatever it is: that stays as it is. */
  add(path: string, bytes: Uint8Array): Promise<boolean>
  /** For the few files that only their device writes, and no other waits for. */
  replace(path: string, bytes: Uint8Array): Promise<void>
}

/** What a file is called until it is whole. */
export const unfinished = '.part'
