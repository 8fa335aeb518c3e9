import { z } from 'zod'
import type { HotkeyStatus } from '../model/hotkey'
import type { Inserted, InsertionTarget } from '../model/insertion'
import { attachment, id } from './common'
import { call, stream } from './define'

/** The ways in which this Parley is called from outside. */
export interface QuickFacts {
  /** The line that opens the quick-ask window, for a desktop's own shortcut settings. */
  readonly command: string
  /** The desktop's name for itself, e.g. `ubuntu:GNOME`; empty where it has none. */
  readonly desktop: string
}

/** It opens the quick question, brings what is selected along, or dictates into the program in front. */
const which = z.enum(['quick', 'capture', 'dictation']).default('quick')
export type HotkeyName = z.output<typeof which>

/** The hotkeys, and what the quick-ask window asks about itself. */
export const quick = {
  /** A hotkey's state, then every change. Never ends by itself. */
  'quick.hotkey': stream<HotkeyStatus>()(z.object({ which })),
  /** The presses of the hotkey, which open nothing meanwhile: the user is choosing another one. */
  'quick.presses': stream<'pressed'>()(z.object({ which })),
  /** Asks the system for the hotkey once more. */
  'quick.tryAgain': call<void>()(z.object({ which })),
  /** The hotkey's own keys reached a page, so they do not reach main. */
  'quick.goneAstray': call<void>()(z.object({ which })),
  'quick.facts': call<QuickFacts>()(z.object({})),
  /** `ipc/bad-sender` for any window but the quick-ask window, as with all below. */
  'quick.hide': call<void>()(z.object({})),
  /** Where an answer can be put, then every change; null: nowhere. Never ends by itself. */
  'quick.target': stream<InsertionTarget | null>()(z.object({})),
  /**
   * Hides, and puts text into the program that was in front: at its caret, or over what was selected there.
   * Where that fails the text is on the clipboard, and the window is there to say so.
   */
  'quick.insert': call<Inserted>()(
    z.object({ text: z.string().max(20_000_000), mode: z.enum(['insert', 'replace']) }),
  ),
  /**
   * Copies an answer and hides, so that it can be pasted where the user was. On X11 the middle button pastes
   * it as well.
   */
  'quick.copyBack': call<void>()(z.object({ text: z.string().max(20_000_000) })),
  /** What there is to show, in CSS pixels; the window grows as far as the display lets it. */
  'quick.resize': call<void>()(z.object({ height: z.number().finite().min(0).max(1_000_000) })),
  /** Goes on in the main window: with a conversation, or with what was written so far, or just there. */
  'quick.continue': call<void>()(
    z.object({
      conversationId: id.nullable(),
      draft: z.object({ text: z.string().max(2_000_000), attachments: z.array(attachment).max(20) }),
      /** Brings up the settings there. */
      settings: z.boolean().default(false),
    }),
  ),
}
