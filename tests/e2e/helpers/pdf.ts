type Pdfjs = typeof import('pdfjs-dist/legacy/build/pdf.mjs')

const load = async (): Promise<Pdfjs> => {
  const world = globalThis as Record<string, unknown>
  // Needed to load at all, and used for drawing only.
  for (const name of ['DOMMatrix', 'ImageData', 'Path2D']) world[name] ??= class {}
  return import('pdfjs-dist/legacy/build/pdf.mjs')
}

export interface PdfPage {
  readonly text: string
  /** The number of pictures drawn on it. */
  readonly pictures: number
}

/** What is on each page of a PDF, as pdfjs reads it. */
export const readPages = async (bytes: Uint8Array): Promise<PdfPage[]> => {
  const { getDocument, OPS, VerbosityLevel } = await load()
  const loading = getDocument({
    // It takes the bytes for itself.
    data: bytes.slice(),
    verbosity: VerbosityLevel.ERRORS,
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    useWasm: false,
  })
  try {
    const document = await loading.promise
    const pages: PdfPage[] = []
    for (let number = 1; number <= document.numPages; number += 1) {
      const page = await document.getPage(number)
      const { items } = await page.getTextContent()
      const { fnArray } = await page.getOperatorList()
      pages.push({
        text: items
          .map((item) => ('str' in item ? item.str : ''))
          .join(' ')
          .replace(/\s+/g, ' '),
        pictures: fnArray.filter((operation) => operation === OPS.paintImageXObject).length,
      })
    }
    return pages
  } finally {
    await loading.destroy()
  }
}
