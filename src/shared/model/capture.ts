import { z } from 'zod'
import type { Draft } from './conversation'

/** What a user asked to bring in: put into the field in front of their words, and never sent by itself. */
export interface Capture extends Draft {
  /** The place where words were found; not every system lets a selection be read. */
  readonly source: 'selection' | 'clipboard' | 'screen'
}

/** What this system lets Parley capture. */
export interface CaptureFacts {
  /** What is selected in another window can be read without being copied first. */
  readonly readsSelection: boolean
  /** Wayland: the desktop itself asks which screen may be seen, each time. */
  readonly desktopAsks: boolean
}

/** Something to do with what was brought in, at one press. */
export const captureActionSchema = z.object({
  id: z.string().min(1).max(100),
  name: z.string().trim().min(1).max(40),
  /** Goes in front of what was brought in. */
  prompt: z.string().trim().min(1).max(4_000),
})
export type CaptureAction = z.output<typeof captureActionSchema>

export const mostCaptureActions = 30

/** The actions of a new profile; the user changes, removes and adds some. */
export const defaultCaptureActions: readonly CaptureAction[] = [
  {
    id: 'explain',
    name: 'Explain',
    prompt: 'Explain this in plain words. Say first what it is, then what matters about it.',
  },
  {
    id: 'translate',
    name: 'Translate',
    prompt:
      'Translate this into {language} and give only the translation. If it is in {language} already, ask me which language I want.',
  },
  {
    id: 'rewrite',
    name: 'Rewrite',
    prompt:
      'Rewrite this so that it is clear and correct, in its own language and tone. Give only the new text.',
  },
  {
    id: 'summarise',
    name: 'Summarise',
    prompt: 'Summarise this in its own language: one sentence, then the points that matter.',
  },
]
