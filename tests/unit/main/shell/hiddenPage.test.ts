import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PageEnded, whilePageLives } from '../../../../src/main/shell/hiddenPage'

const mostMs = 1_000
const never = new Promise<never>(() => {})

/** The part of a page that is used here. */
class Page extends EventEmitter {
  isDown = false
  isCrashed = () => this.isDown
  isDestroyed = () => false
  goDown() {
    this.isDown = true
    this.emit('render-process-gone')
  }
  get contents() {
    return this as unknown as Electron.WebContents
  }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('What a hidden page does', () => {
  it('is waited for, and nothing of the waiting is left', async () => {
    const page = new Page()
    const stopping = new AbortController()
    const work = whilePageLives(page.contents, Promise.resolve('done'), mostMs, stopping.signal)
    expect(page.listenerCount('render-process-gone')).toBe(1)
    expect(await work).toBe('done')
    expect([page.listenerCount('render-process-gone'), vi.getTimerCount()]).toEqual([0, 0])
  })

  it('ends with the page, when it takes for ever, or when it is cancelled', async () => {
    const page = new Page()
    const down = whilePageLives(page.contents, never, mostMs)
    page.goDown()
    await expect(down).rejects.toBeInstanceOf(PageEnded)

    const hanging = expect(whilePageLives(new Page().contents, never, mostMs)).rejects.toBeInstanceOf(
      PageEnded,
    )
    await vi.advanceTimersByTimeAsync(mostMs)
    await hanging

    const stopping = new AbortController()
    const stopped = whilePageLives(new Page().contents, never, mostMs, stopping.signal)
    stopping.abort()
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' })
    // Before it began, too.
    await expect(whilePageLives(new Page().contents, never, mostMs, stopping.signal)).rejects.toMatchObject({
      code: 'cancelled',
    })
  })

  it('fails by itself while the page lives; a page that went down may reject it first', async () => {
    const page = new Page()
    const failure = new Error('The source image could not be decoded')
    await expect(whilePageLives(page.contents, Promise.reject(failure), mostMs)).rejects.toBe(failure)
    page.isDown = true
    await expect(whilePageLives(page.contents, Promise.reject(failure), mostMs)).rejects.toBeInstanceOf(
      PageEnded,
    )
  })
})
