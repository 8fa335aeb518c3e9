import type { DropBridge } from '@shared/ipc/define'

declare global {
  interface Window {
    /** Absent where the page runs without its preload. */
    readonly parleyDrops?: DropBridge
  }
}

/** Main's id for a file or folder that was dropped here; null where the system has no such file. */
export const holdDropped = async (file: File): Promise<string | null> =>
  (await window.parleyDrops?.hold(file)) ?? null
