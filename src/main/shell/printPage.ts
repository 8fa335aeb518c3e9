import { app } from 'electron'
import type { PrintPage } from '../transfer/PdfExport'
import { withExportedPage } from './exportedPage'

/** Prints a page of ours to PDF. */
export const printPage: PrintPage = ({ htmlPath, title }, signal) =>
  withExportedPage({ htmlPath }, signal, (contents) =>
    contents.printToPDF({
      pageSize: paperSize(),
      printBackground: true,
      displayHeaderFooter: true,
      headerTemplate: '<span></span>',
      footerTemplate: footer(title),
      // Inches.
      margins: { top: 0.7, bottom: 0.8, left: 0.75, right: 0.75 },
      generateTaggedPDF: true,
      generateDocumentOutline: true,
    }),
  )

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
