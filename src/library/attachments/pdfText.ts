import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AppError } from '@shared/ipc/errors'
import { assertReadable } from './contents'

/** The limit is above any book; a longer file is an archive, and its text too long in any case. */
export const mostPdfPages = 2_000

/**
 * The text of a PDF, page by page. To be run in a thread of its own: a page can take seconds, and a hostile
 * file for ever.
 */
export const readPdfText = async (bytes: Uint8Array): Promise<string> => {
  const pdf = await loadPdfjs()
  const task = pdf.getDocument({
    // It takes the bytes for itself; ours are still to be kept.
    data: bytes.slice(),
    verbosity: pdf.VerbosityLevel.ERRORS,
    isEvalSupported: false,
    enableXfa: false,
    disableFontFace: true,
    useSystemFonts: false,
    useWorkerFetch: false,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    useWasm: false,
    stopAtErrors: false,
    cMapUrl: `${join(packageFolder(), 'cmaps')}/`,
    cMapPacked: true,
    BinaryDataFactory: CharacterMaps,
  })
  try {
    const document = await task.promise
    if (document.numPages > mostPdfPages)
      throw new AppError('file/too-large', 'Too many pages', { limit: mostPdfPages, unit: 'pages' })
    const pages: string[] = []
    let characters = 0
    for (let number = 1; number <= document.numPages; number += 1) {
      const page = await document.getPage(number)
      const { items } = await page.getTextContent()
      page.cleanup()
      const text = items
        .map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : ''))
        .join('')
        .trim()
      if (text === '') continue
      characters += text.length
      assertReadable(characters)
      pages.push(text)
    }
    return pages.join('\n\n').replaceAll('\0', '')
  } catch (error) {
    throw toFileError(error)
  } finally {
    await task.destroy()
  }
}

const toFileError = (error: unknown): AppError => {
  if (error instanceof AppError) return error
  if (error instanceof Error && error.name === 'PasswordException')
    return new AppError('file/encrypted', 'The PDF asks for a password')
  const because = error instanceof Error ? error.name : 'unknown'
  return new AppError('file/unreadable', `The PDF cannot be read: ${because}`, { reason: 'damaged' })
}

/** Through require, so that it is found in node_modules as well as inside a packaged archive. */
const packageFolder = (): string => dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'))

/**
 * The tables by which PDFs in Chinese, Japanese and Korean name their characters, read as files. The
 * library's own ways differ between Node and Electron, where it takes itself to be in a page and would fetch
 * them.
 */
class CharacterMaps {
  async fetch({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> {
    if (kind !== 'cMapUrl' || !/^[\w-]+\.bcmap$/.test(filename)) throw new Error(`No ${kind} here`)
    return new Uint8Array(await readFile(join(packageFolder(), 'cmaps', filename)))
  }
}

type Pdfjs = typeof import('pdfjs-dist/legacy/build/pdf.mjs')
let loaded: Promise<Pdfjs> | null = null

const loadPdfjs = (): Promise<Pdfjs> => {
  loaded ??= load()
  return loaded
}

const load = async (): Promise<Pdfjs> => {
  const world = globalThis as Record<string, unknown>
  // Needed to load at all, and used for drawing only, which is not done here.
  for (const name of ['DOMMatrix', 'ImageData', 'Path2D']) world[name] ??= class {}
  const { warn } = console
  // The library complains in Node of the native canvas that is left out on purpose.
  console.warn = () => {}
  try {
    // Its worker, found here by the library, runs in this thread: it is one of its own already.
    const worker = join(packageFolder(), 'legacy/build/pdf.worker.mjs')
    world.pdfjsWorker = await import(/* @vite-ignore */ pathToFileURL(worker).href)
    return await import('pdfjs-dist/legacy/build/pdf.mjs')
  } finally {
    console.warn = warn
  }
}
