import { appendFile, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import { type KeptRecording, mostRecordingBytes, secondsOfRecording } from '@shared/model/dictation'
import { log } from '../lib/log'
import { Serial } from '../lib/Serial'

/** The least recording: a shorter one is a key that was touched by mistake. */
const shortestSeconds = 0.3

const fileName = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.pcm$/

interface Open {
  readonly windowId: number
  /** Null once all of it is on disk and the window says something else. */
  pieces: Uint8Array[] | null
  byteLength: number
  isWritten: boolean
  /** It is in memory only, until it is forgotten. */
  readonly isUnwritten: boolean
  /** The window has begun another one since. */
  isOver: boolean
}

/**
 * The user's speech until its words are there. It is on disk as it is said: a crash, or an engine that cannot
 * be reached, loses nothing. What a full disk refuses stays in memory, from where it can still be sent.
 */
export class Recordings {
  /** Those of this run, until they are forgotten: a piece may come after the next one has begun. */
  private readonly open = new Map<string, Open>()
  private readonly writing = new Serial()
  private isTold = false

  constructor(
    private readonly folder: string,
    private readonly newId: () => string,
    /** What `kept` would answer is another list now. */
    private readonly onChanged: () => void = () => {},
  ) {}

  begin(windowId: number, { isUnwritten = false } = {}): { recordingId: string } {
    for (const [id, open] of this.open) if (open.windowId === windowId && !open.isOver) this.close(id, open)
    const recordingId = this.newId()
    const isWritten = !isUnwritten
    this.open.set(recordingId, { windowId, pieces: [], byteLength: 0, isWritten, isUnwritten, isOver: false })
    return { recordingId }
  }

  /** No words come of it for now: from here on it is to be found. */
  keep(recordingId: string): void {
    const open = this.open.get(recordingId)
    if (open && !open.isOver) this.close(recordingId, open)
    this.onChanged()
  }

  /** The window records nothing any more. The recording that it was busy with, which is now to be found. */
  leave(windowId: number): string | null {
    for (const [id, open] of this.open) {
      if (open.windowId !== windowId || open.isOver) continue
      this.keep(id)
      return open.byteLength > 0 ? id : null
    }
    return null
  }

  /** One a window is in memory, and what the disk did not take. */
  private close(recordingId: string, open: Open): void {
    open.isOver = true
    // Behind the pieces that are on their way.
    void this.writing.run(recordingId, async () => {
      if (open.isWritten) open.pieces = null
    })
  }

  async add(windowId: number, recordingId: string, pcm: Uint8Array): Promise<void> {
    const open = this.open.get(recordingId)
    if (!open || open.windowId !== windowId) throw new AppError('recording/not-found')
    if (open.byteLength + pcm.byteLength > mostRecordingBytes)
      throw new AppError('ipc/bad-input', 'The recording is too long')
    open.pieces?.push(pcm)
    open.byteLength += pcm.byteLength
    await this.writing.run(recordingId, async () => {
      // Forgotten meanwhile: it must not come back as a file.
      if (!this.open.has(recordingId) || open.isUnwritten) return
      try {
        await mkdir(this.folder, { recursive: true, mode: 0o700 })
        await appendFile(this.pathOf(recordingId), pcm, { mode: 0o600 })
      } catch (error) {
        open.isWritten = false
        if (!open.pieces) throw error
        if (!this.isTold) log.error('What is said could not be written down: it is only in memory', error)
        this.isTold = true
      }
    })
  }

  /** Mono 16-bit PCM. `recording/not-found` where there is none of that name. */
  async load(recordingId: string): Promise<Uint8Array> {
    const pieces = this.open.get(recordingId)?.pieces
    if (pieces) return Buffer.concat(pieces)
    try {
      const pcm = await readFile(this.pathOf(recordingId))
      // A write that was cut may have left half a sample.
      return pcm.subarray(0, Math.min(pcm.byteLength & ~1, mostRecordingBytes))
    } catch (error) {
      throw new AppError('recording/not-found', undefined, undefined, { cause: error })
    }
  }

  async forget(recordingId: string): Promise<void> {
    this.open.delete(recordingId)
    await this.writing.run(recordingId, async () => {
      try {
        await rm(this.pathOf(recordingId), { force: true })
      } catch (error) {
        // It is offered again at the next start.
        log.error('A recording could not be removed', error)
      }
    })
    this.onChanged()
  }

  /**
   * What was left behind, oldest first: by a crash, a reload, or an engine that did not answer before the
   * end. Not what another window is busy with.
   */
  async kept(windowId: number): Promise<readonly KeptRecording[]> {
    const names = await readdir(this.folder).catch((error: NodeJS.ErrnoException) => {
      // Nothing was ever said here.
      if (error.code === 'ENOENT') return []
      throw error
    })
    const kept: KeptRecording[] = []
    for (const name of names) {
      const recordingId = fileName.exec(name)?.[1]
      if (recordingId === undefined) continue
      const open = this.open.get(recordingId)
      if (open && !open.isOver && open.windowId !== windowId) continue
      const file = await stat(join(this.folder, name)).catch(() => null)
      if (!file) continue
      const seconds = secondsOfRecording(file.size)
      if (seconds < shortestSeconds && !open) await this.forget(recordingId)
      else kept.push({ recordingId, seconds, recordedAt: file.mtimeMs })
    }
    return kept.sort((one, other) => one.recordedAt - other.recordedAt)
  }

  private pathOf(recordingId: string): string {
    return join(this.folder, `${recordingId}.pcm`)
  }
}
