/**
 * The windows that may ask anything of main: those that we made, until they are destroyed, and of those only the main
 * frame, and only while it shows our own origin.
 */
export class TrustedSenders {
  origin
  trusted = new Set()
  constructor(origin) {
    this.origin = origin
  }
  trust(contents) {
    const { id } = contents
    this.trusted.add(id)
    contents.once('destroyed', () => this.trusted.delete(id))
  }
  /** Read at once when the message arrives: after a navigation the frame is null. */
  identify(event) {
    const { sender, senderFrame } = event
    if (!senderFrame || senderFrame.parent !== null) return null
    if (senderFrame.origin !== this.origin || !this.trusted.has(sender.id)) return null
    return { windowId: sender.id }
  }
}
