import type { WebContents, WebFrameMain } from 'electron'
import type { Sender } from './sender'

/**
 * The windows that may ask anything of main: those that we made, until they are destroyed, and of those only
 * the main frame, and only while it shows our own origin.
 */
export class TrustedSenders {
  private readonly trusted = new Set<number>()

  constructor(private readonly origin: string) {}

  trust(contents: WebContents): void {
    const { id } = contents
    this.trusted.add(id)
    contents.once('destroyed', () => this.trusted.delete(id))
  }

  isTrusted({ id }: WebContents): boolean {
    return this.trusted.has(id)
  }

  /** Read at once when the message arrives: after a navigation the frame is null. */
  identify(event: { readonly sender: WebContents; readonly senderFrame: WebFrameMain | null }): Sender {
    const { sender, senderFrame } = event
    if (!senderFrame || senderFrame.parent !== null) return null
    if (senderFrame.origin !== this.origin || !this.trusted.has(sender.id)) return null
    return { windowId: sender.id }
  }
}
