import type { ChildPort, SpawnLibrary } from './childPort'

/** Starts the library's processes. The first may be started before there is a client to talk to it. */
export class LibraryProcesses {
  private ahead: ChildPort | null = null

  constructor(private readonly fork: SpawnLibrary) {}

  /** A process that waits to be asked: it touches no file before. */
  startAhead(): void {
    const child = this.fork()
    this.ahead = child
    // Its client would wait for the answers of a process that has ended already.
    child.onExit(() => {
      if (this.ahead === child) this.ahead = null
    })
  }

  /** The process that was started ahead, or another. */
  readonly spawn: SpawnLibrary = () => {
    const child = this.ahead ?? this.fork()
    this.ahead = null
    return child
  }
}
