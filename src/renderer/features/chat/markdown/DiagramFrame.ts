import type { DiagramReply, DiagramRequest } from './diagramMessages'

/** Beyond this a layout is taken for one without an end. */
const longestDrawingMs = 10_000
/** The frame's process and Mermaid have to start first, on a busy machine too. */
const longestStartMs = 30_000
/** Without work for so long, the frame gives its memory back. */
const idleMs = 60_000

/** Why there is no picture. */
export class DiagramFailed extends Error {
  constructor(readonly reason: 'no diagram' | 'too slow') {
    super(reason)
  }
}

/**
 * Draws diagrams in a frame that has a process of its own: a layout that takes long, or for ever, holds up no
 * window, and is ended with its frame.
 */
export class DiagramFrame {
  private frame: HTMLIFrameElement | null = null
  private last: Promise<unknown> = Promise.resolve()
  private idle: number | undefined

  /** The picture as SVG that is not yet clean. Rejects with DiagramFailed. One after the other. */
  draw(request: DiagramRequest): Promise<string> {
    const drawing = this.last.then(() => this.drawNow(request))
    this.last = drawing.catch(() => {})
    return drawing
  }

  private async drawNow(request: DiagramRequest): Promise<string> {
    clearTimeout(this.idle)
    try {
      const frame = this.frame ?? (await this.open())
      const reply = this.reply(frame, longestDrawingMs)
      frame.contentWindow?.postMessage(request, '*')
      const drawn = await reply
      if (drawn.type !== 'drawn' || drawn.svg === null) throw new DiagramFailed('no diagram')
      return drawn.svg
    } catch (error) {
      if (error instanceof DiagramFailed && error.reason === 'too slow') this.close()
      throw error
    } finally {
      this.idle = window.setTimeout(() => this.close(), idleMs)
    }
  }

  private async open(): Promise<HTMLIFrameElement> {
    const frame = document.createElement('iframe')
    frame.className = 'md-diagram-frame'
    frame.title = 'Diagrams'
    frame.tabIndex = -1
    frame.setAttribute('aria-hidden', 'true')
    // No origin: nothing of the page, its pictures or its calls is in reach.
    frame.setAttribute('sandbox', 'allow-scripts')
    frame.src = new URL('diagram.html', document.baseURI).href
    this.frame = frame
    const ready = this.reply(frame, longestStartMs)
    document.body.append(frame)
    await ready
    return frame
  }

  private close(): void {
    this.frame?.remove()
    this.frame = null
  }

  /** The frame's next message. */
  private reply(frame: HTMLIFrameElement, limitMs: number): Promise<DiagramReply> {
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(timer)
        window.removeEventListener('message', hear)
      }
      const hear = ({ source, data }: MessageEvent<DiagramReply>) => {
        if (source !== frame.contentWindow) return
        done()
        resolve(data)
      }
      const timer = window.setTimeout(() => {
        done()
        reject(new DiagramFailed('too slow'))
      }, limitMs)
      window.addEventListener('message', hear)
    })
  }
}
