import type { Stats } from 'node:fs'

/** What tells that a file was written to: its size, and when. */
export type Fingerprint = string

export const fingerprintOf = ({ dev, ino, size, mtimeMs }: Stats): Fingerprint =>
  `${dev} ${ino} ${size} ${mtimeMs}`
