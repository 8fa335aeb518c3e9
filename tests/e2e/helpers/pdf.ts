/** What is written on each page of a PDF, as pdfjs reads it. */
export const pagesOf = async (bytes: Uint8Array): Promise<string[]> => {
  const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs')
  const loading = getDocument({ data: bytes, isEvalSupported: false, useSystemFonts: false })
  const document = await loading.promise
  try {
    const pages: string[] = []
    for (let number = 1; number <= document.numPages; number += 1) {
      const page = await document.getPage(number)
      const { items } = await page.getTextContent()
      pages.push(items.map((item) => ('str' in item ? item.str : '')).join(' '))
    }
    return pages
  } finally {
    await loading.destroy()
  }
}

/** How many pictures are drawn on a page. */
export const picturesOn = async (bytes: Uint8Array, number: number): Promise<number> => {
  const { getDocument, OPS } = await import('pdfjs-dist/legacy/build/pdf.mjs')
  const loading = getDocument({ data: bytes, isEvalSupported: false, useSystemFonts: false })
  try {
    const page = await (await loading.promise).getPage(number)
    const { fnArray } = await page.getOperatorList()
    return fnArray.filter((operation) => operation === OPS.paintImageXObject).length
  } finally {
    await loading.destroy()
  }
}
