import type { Draft } from './conversation'

/** What a user asked to bring in: put into the field in front of their words, and never sent by itself. */
export interface Capture extends Draft {
  /** The place where words were found; not every system lets a selection be read. */
  readonly source: 'selection' | 'clipboard' | 'screen'
  /** The words by themselves, which `text` quotes; empty where what was found goes along as a file. */
  readonly words: string
}

/** What this system lets Parley capture. */
export interface CaptureFacts {
  /** What is selected in another window can be read without being copied first. */
  readonly readsSelection: boolean
  /** Wayland: the desktop itself asks which screen may be seen, each time. */
  readonly desktopAsks: boolean
}
