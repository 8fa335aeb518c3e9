import type { Page } from './app'

const stepPx = 100
const stepMs = 25

interface Box {
  readonly x: number
  readonly y: number
  readonly screen: number
  readonly top: number
}

/**
 * Wheels through so many screens of what scrolls, at a steady pace: the milliseconds from frame to frame
 * meanwhile.
 */
export const wheelThrough = async (
  page: Page,
  selector: string,
  direction: 'up' | 'down',
  screens: number,
): Promise<readonly number[]> => {
  const box = async () => (await page.evaluate(boxOf(selector))) as Box
  const { x, y, screen, top } = await box()
  await page.send('Input.dispatchMouseEvent', { type: 'mouseMoved', x, y })
  await page.probe('watchFrames')
  const distance = screen * screens
  const deltaY = direction === 'up' ? -stepPx : stepPx
  const turns: Promise<unknown>[] = []
  for (let done = 0; done < distance; done += stepPx) {
    turns.push(page.send('Input.dispatchMouseEvent', { type: 'mouseWheel', x, y, deltaX: 0, deltaY }))
    await new Promise((resolve) => setTimeout(resolve, stepMs))
  }
  await Promise.all(turns)
  const frames = await page.probe('frames')
  const moved = Math.abs((await box()).top - top)
  if (moved < distance / 2)
    throw new Error(`of ${distance.toFixed(0)} px only ${moved.toFixed(0)} were scrolled`)
  return frames
}

const boxOf = (selector: string): string => `(() => {
  const scroller = document.querySelector(${JSON.stringify(selector)})
  const { left, top, width, height } = scroller.getBoundingClientRect()
  return { x: left + width / 2, y: top + height / 2, screen: scroller.clientHeight, top: scroller.scrollTop }
})()`
