/**
 * Small PDFs as real programs write them: objects, a table of where they are, and one stream of drawing a
 * page.
 */
export interface PdfOptions {
  /** What each page draws, in the language of PDF pages. */
  readonly pages: readonly string[]
  /** True for a file that asks for an unknown password. */
  readonly isEncrypted?: boolean
}

export const textOnPage = (text: string): string => `BT /F1 12 Tf 72 720 Td (${text}) Tj ET`

/** A text in Chinese by the codes of a character map that is not in the file. */
export const chineseOnPage = (text: string): string => {
  const codes = Buffer.from(text, 'utf16le').swap16().toString('hex')
  return `BT /F2 12 Tf 72 720 Td <${codes}> Tj ET`
}

export const pdfFile = ({ pages, isEncrypted = false }: PdfOptions): Uint8Array => {
  const firstPage = 7
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, index) => `${firstPage + index * 2} 0 R`).join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    '<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [5 0 R] >>',
    `<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 6 0 R
      /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>`,
    `<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0
      /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>`,
    ...pages.flatMap((content, index) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${firstPage + index * 2 + 1} 0 R
        /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>`,
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    ]),
  ]
  const trailer = ['/Root 1 0 R']
  if (isEncrypted) {
    const nonsense = `<${'5a'.repeat(32)}>`
    objects.push(`<< /Filter /Standard /V 1 /R 2 /P -4 /O ${nonsense} /U ${nonsense} >>`)
    trailer.push(`/Encrypt ${objects.length} 0 R /ID [<00> <00>]`)
  }
  let body = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const offset = body.length
    body += `${index + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  const end = `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} ${trailer.join(' ')} >>\nstartxref\n${body.length}\n%%EOF\n`
  return new Uint8Array(Buffer.from(body + end, 'latin1'))
}
