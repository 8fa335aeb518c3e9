import { z } from 'zod'
import type { AppEvent } from '../model/events'
import type { Notice } from '../model/notice'
import { call, stream } from './define'

/** What does not change while the app runs. */
export interface AppFacts {
  readonly version: string
  readonly platform: string
  readonly electronVersion: string
  readonly userDataFolder: string
  /** The name of the keyring that would keep a key, or null where only the session can hold it. */
  readonly keyring: string | null
}

export const app = {
  'app.facts': call<AppFacts>()(z.object({})),
  /** Current settings, engines, notices and runs first, then every change. Never ends by itself. */
  'app.watch': stream<AppEvent>()(z.object({})),
  'app.dismissNotice': call<void>()(z.object({ kind: z.string().max(60) as z.ZodType<Notice['kind']> })),
  /**
   * Opens an https or mailto link in the system's program. Only after a click. Anything else is
   * `ipc/bad-input`.
   */
  'app.openLink': call<void>()(z.object({ url: z.string().max(8_000) })),
  /** Markdown as what other programs paste: HTML, and the Markdown itself for those that take text only. */
  'app.copyMarkdown': call<void>()(z.object({ markdown: z.string().max(20_000_000) })),
  'app.copyText': call<void>()(z.object({ text: z.string().max(20_000_000) })),
  'app.showFolder': call<void>()(z.object({ folder: z.enum(['userData', 'logs', 'pictures']) })),
}
