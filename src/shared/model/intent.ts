import type { Attachment } from './attachment'

/** The windows that intents are for. */
export type IntentWindow = 'main' | 'quick'

/**
 * Something that a window is to do because something outside of it asked: a link, the tray, a notification.
 */
export type Intent =
  /** Put into the composer and never sent by itself. `isFresh`: in a conversation that has not begun. */
  | {
      readonly type: 'fill'
      readonly text: string
      readonly attachments: readonly Attachment[]
      readonly isFresh: boolean
    }
  | { readonly type: 'open'; readonly conversationId: string }
  | { readonly type: 'begin' }
  | { readonly type: 'settings' }
  /** The window is to be closed, and the user has not said yet what that should mean. */
  | { readonly type: 'ask-about-closing' }
