import { execFileSync } from 'node:child_process'
import { mkdirSync, openSync, rmSync, truncateSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** Mounting needs rights that most developers' machines rightly do not give to a test. */
export const canMount = (() => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  const probe = `/tmp/parley-mount-probe-${process.pid}`
  try {
    mkdirSync(probe, { recursive: true })
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'parley-test', probe], { stdio: 'ignore' })
    execFileSync('umount', [probe], { stdio: 'ignore' })
    return true
  } catch {
    return false
  } finally {
    rmSync(probe, { recursive: true, force: true })
  }
})()

type Work<T> = (disk: string, remount: (mode: 'ro' | 'rw') => void) => T

/** A disk of its own in the folder, unmounted when the work is done; `work` may be asynchronous. */
export const withDisk = <T>(folder: string, work: Work<T>, megabytes = 6): T => {
  const disk = join(folder, 'disk')
  mkdirSync(disk)
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'parley-test', disk])
  const unmount = () => execFileSync('umount', ['-l', disk])
  const remount = (mode: 'ro' | 'rw') => execFileSync('mount', ['-o', `remount,${mode}`, disk])
  let result: T
  try {
    result = work(disk, remount)
  } catch (error) {
    unmount()
    throw error
  }
  if (result instanceof Promise) return result.finally(unmount) as T
  unmount()
  return result
}

const ballast = (disk: string): string => join(disk, 'ballast')

/** Fills the disk to the last byte, or but for some. */
export const fillDisk = (disk: string, spareBytes = 0): void => {
  const file = openSync(ballast(disk), 'w')
  let size = 0
  for (const grain of [1 << 20, 1 << 12, 1]) {
    try {
      for (;;) {
        const written = writeSync(file, Buffer.alloc(grain))
        size += written
        if (written < grain) break
      }
    } catch {
      // Full, at this grain.
    }
  }
  if (spareBytes > 0) truncateSync(ballast(disk), Math.max(0, size - spareBytes))
}

export const makeRoom = (disk: string): void => truncateSync(ballast(disk), 0)
