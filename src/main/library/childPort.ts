/** A library process as its client sees it: Electron's utility process, or a plain child in tests. */
export interface ChildPort {
  /** `ports`: ends of channels that are handed over with it. */
  post(message: unknown, ports?: readonly unknown[]): void
  onMessage(listener: (message: unknown) => void): void
  /** Called once, however the process ended. */
  onExit(listener: (code: number) => void): void
  /** Ends it at once, without its consent. */
  kill(): void
}

/** Starts a library process on the app's own folder. */
export type SpawnLibrary = () => ChildPort
