import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'

/** The address of audio for the page; the app's protocol serves it from `open`. */
export const speechUrl = (id: string): string => `app://parley/speech/${id}`

/** The limit in memory, about 23 minutes of 24 kHz speech. */
const defaultMaxBytes = 64 * 1024 * 1024

interface Entry {
  readonly chunks: Uint8Array[]
  byteLength: number
  isEnded: boolean
  isOpened: boolean
  /** Wakes those who read an entry that still grows. */
  readonly waiting: Set<() => void>
  readonly onOpened: () => void
}

/** One stretch of audio while it is being made. */
export interface SpeechAudio {
  readonly id: string
  write(bytes: Uint8Array): void
  /** No more will come. */
  end(): void
}

/**
 * Audio on its way to a page, in memory. When there is more than `maxBytes`, what was fetched goes first,
 * oldest first; audio that is still being made stays.
 */
export class SpeechAudioStore {
  /** Oldest first. */
  private readonly entries = new Map<string, Entry>()
  private readonly files = new Map<string, { readonly path: string; readonly onOpened: () => void }>()
  private total = 0

  constructor(private readonly maxBytes = defaultMaxBytes) {}

  get byteLength(): number {
    return this.total
  }

  /** `onOpened` is called once, when a page first asks for it. */
  create(onOpened: () => void = () => {}): SpeechAudio {
    const id = randomUUID()
    const entry: Entry = {
      chunks: [],
      byteLength: 0,
      isEnded: false,
      isOpened: false,
      waiting: new Set(),
      onOpened,
    }
    this.entries.set(id, entry)
    return {
      id,
      write: (bytes) => {
        if (entry.isEnded || bytes.byteLength === 0) return
        entry.chunks.push(bytes)
        entry.byteLength += bytes.byteLength
        if (this.entries.get(id) === entry) this.total += bytes.byteLength
        wake(entry)
        this.trim()
      },
      end: () => {
        entry.isEnded = true
        wake(entry)
        this.trim()
      },
    }
  }

  /** A file that is there already; read when a page asks for it. */
  createFile(path: string, onOpened: () => void = () => {}): string {
    const id = randomUUID()
    this.files.set(id, { path, onOpened })
    return id
  }

  /**
   * From the beginning, also while more is being made. Null when it is unknown or gone. May be opened again.
   */
  open(id: string): ReadableStream<Uint8Array> | null {
    const file = this.files.get(id)
    if (file) {
      // Served once: no page asks twice, and the map would grow without end otherwise.
      this.files.delete(id)
      file.onOpened()
      return Readable.toWeb(createReadStream(file.path)) as ReadableStream<Uint8Array>
    }
    const entry = this.entries.get(id)
    if (!entry) return null
    if (!entry.isOpened) {
      entry.isOpened = true
      entry.onOpened()
    }
    let next = 0
    let wakeUp: (() => void) | null = null
    return new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        while (next >= entry.chunks.length && !entry.isEnded) {
          await new Promise<void>((resolve) => {
            wakeUp = resolve
            entry.waiting.add(resolve)
          })
        }
        const chunk = entry.chunks[next++]
        // A copy: what is handed out may be transferred, and the same audio may be asked for again.
        if (chunk) controller.enqueue(chunk.slice())
        else controller.close()
      },
      cancel: () => {
        if (wakeUp) entry.waiting.delete(wakeUp)
      },
    })
  }

  /** Forgets it. Its reader gets the end of it. */
  discard(id: string): void {
    this.files.delete(id)
    const entry = this.entries.get(id)
    if (!entry) return
    this.entries.delete(id)
    this.total -= entry.byteLength
    entry.isEnded = true
    wake(entry)
  }

  private trim(): void {
    for (const isWanted of [(entry: Entry) => !entry.isOpened, () => false]) {
      for (const [id, entry] of this.entries) {
        if (this.total <= this.maxBytes) return
        if (entry.isEnded && !isWanted(entry)) this.discard(id)
      }
    }
  }
}

const wake = (entry: Entry): void => {
  for (const resolve of entry.waiting) resolve()
  entry.waiting.clear()
}
