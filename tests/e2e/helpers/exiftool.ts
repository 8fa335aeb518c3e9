import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * All that ExifTool finds in a file, by group and name, without what it says of the file itself, of how the
 * picture is coded and of its colours.
 */
export const readDetails = async (path: string): Promise<Readonly<Record<string, unknown>>> => {
  const { stdout } = await run('exiftool', ['-json', '-G1', '-struct', '-api', 'largefilesupport=1', path])
  const [found = {}] = JSON.parse(stdout) as readonly Record<string, unknown>[]
  const isTold = ([name]: readonly [string, unknown]) =>
    name !== 'SourceFile' && !/^(ExifTool|File|System|Composite|JFIF|RIFF|ICC[-_]\w+):/.test(name)
  return Object.fromEntries(
    Object.entries(found)
      .filter(isTold)
      .filter(([name]) => !pngHeader.has(name)),
  )
}

/** The header's own fields, which ExifTool counts among what a PNG tells. */
const pngHeader = new Set(
  ['ImageWidth', 'ImageHeight', 'BitDepth', 'ColorType', 'Compression', 'Filter', 'Interlace'].map(
    (name) => `PNG:${name}`,
  ),
)
