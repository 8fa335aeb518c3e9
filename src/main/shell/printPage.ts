import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { AppError } from '@shared/ipc/errors'
import { app, BrowserWindow, session } from 'electron'
import type { PrintPage } from '../transfer/PdfExport'
import { lockDown, lockedPreferences, pageAnswer } from './hiddenPage'

/** The page brings its own, stricter one along; this holds whatever it says. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"
const pageUrl = 'app://print/page.html'

/**
 * Prints a page of ours to PDF, in a hidden window: without scripts, without Node, and in a session
 * of its own that reaches nothing but this one file.
 */
export const printPage: PrintPage = async ({ htmlPath, title }, signal) => {
  const own = session.fromPartition(`print-${randomUUID()}`, { cache: false })
  lockDown(own, (url) => url === pageUrl || url.startsWith('data:'))
  own.protocol.handle('app', () =>
    pageAnswer(Readable.toWeb(createReadStream(htmlPath)) as ReadableStream<Uint8Array>, policy),
  )
  const window = new BrowserWindow({
    show: false,
    webPreferences: { ...lockedPreferences(own), javascript: false },
  })
  const stop = () => window.destroy()
  signal.addEventListener('abort', stop, { once: true })
  try {
    await window.loadURL(pageUrl)
    signal.throwIfAborted()
    return await window.webContents.printToPDF({
      pageSize: paperSize(),
      printBackground: true,
      displayHeaderFooter: true,
      headerTemplate: '<span></span>',
      footerTemplate: footer(title),
      // Inches.
      margins: { top: 0.7, bottom: 0.8, left: 0.75, right: 0.75 },
      generateTaggedPDF: true,
      generateDocumentOutline: true,
    })
  } catch (error) {
    if (signal.aborted) throw new AppError('cancelled')
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
    if (!window.isDestroyed()) window.destroy()
    own.protocol.unhandle('app')
  }
}

/** The countries where paper is measured in inches. */
const letterCountries = ['US', 'CA', 'MX', 'PH', 'CL', 'CO', 'VE']
const paperSize = (): 'A4' | 'Letter' =>
  letterCountries.includes(app.getLocaleCountryCode()) ? 'Letter' : 'A4'

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)

/** Chromium fills in the numbers. Fonts and margins of the page do not reach here. */
const footer = (title: string): string => {
  const line = [...title.toWellFormed().replace(/\s+/g, ' ')].slice(0, 80).join('')
  return `<div style="width:100%;margin:0 0.75in;display:flex;justify-content:space-between;font:8px system-ui,sans-serif;color:#6b665c"><span dir="auto">${escaped(line)}</span><span><span class="pageNumber"></span> / <span class="totalPages"></span></span></div>`
}
