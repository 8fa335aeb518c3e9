import { AppError } from '@shared/ipc/errors'
import type { DrawPage } from '../transfer/AnswerExport'
import { withExportedPage } from './exportedPage'
import { whilePageLives } from './hiddenPage'

/** The page's width; each of its pixels is two of the picture's where there is room. */
const width = 800
/** Chromium draws no surface that is longer than this, in pixels of the picture. */
const mostPixels = 16_384
const mostMs = 60_000

/** Draws a page of ours as one PNG of its whole height. `transfer/too-tall` where that is more than fits. */
export const drawPage: DrawPage = ({ htmlPath, scheme }, signal) =>
  withExportedPage({ htmlPath, isDrawn: true }, signal, (contents) => {
    // Never a port: what is said goes to this one page.
    const { debugger: page } = contents
    page.attach('1.3')
    const sized = (height: number, deviceScaleFactor: number) =>
      page.sendCommand('Emulation.setDeviceMetricsOverride', {
        width,
        height,
        deviceScaleFactor,
        mobile: false,
      })
    const draw = async () => {
      await page.sendCommand('Emulation.setEmulatedMedia', {
        media: 'screen',
        features: [{ name: 'prefers-color-scheme', value: scheme }],
      })
      await page.sendCommand('Emulation.setScrollbarsHidden', { hidden: true })
      // Low, so that the page's own height is measured and not the window's.
      await sized(100, 2)
      const { cssContentSize } = await page.sendCommand('Page.getLayoutMetrics')
      const height = Math.ceil(cssContentSize.height)
      const scale = height * 2 <= mostPixels ? 2 : 1
      if (height * scale > mostPixels) throw new AppError('transfer/too-tall')
      await sized(height, scale)
      const { data } = await page.sendCommand('Page.captureScreenshot', {
        format: 'png',
        captureBeyondViewport: true,
        clip: { x: 0, y: 0, width, height, scale: 1 },
      })
      return new Uint8Array(Buffer.from(String(data), 'base64'))
    }
    return whilePageLives(contents, draw(), mostMs, signal)
  })
