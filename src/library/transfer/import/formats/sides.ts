import type { LeftOutTally } from '@shared/model/LeftOutTally'
import type { Detected } from '../detect'
import { baseName, type ImportSource, readWhole } from '../sources/source'
import { isRecord, type Json, lineOf, listOf, textOrNull } from '../values'

const mostBytes = 32 * 1024 * 1024
const mostFiles = 5_000

/** What other files of Claude's export say: the names of its projects, and what has no place here. */
export const readSides = async (
  detected: Detected,
  { source, leftOut }: { readonly source: ImportSource; readonly leftOut: LeftOutTally },
): Promise<{ readonly folders: ReadonlyMap<string, string> }> => {
  const folders = new Map<string, string>()
  if (detected.source !== 'claude') return { folders }
  const read = new Set(detected.texts.map(({ file }) => file.name))
  const sides = source.files.filter(({ name, byteLength }) => {
    const isSide = /(?:^|\/)projects\//.test(name) || /^(?:projects|memories)\.json$/.test(baseName(name))
    return isSide && !read.has(name) && byteLength <= mostBytes
  })
  for (const file of sides.slice(0, mostFiles)) {
    const value = parse(await readWhole(file, mostBytes))
    if (baseName(file.name) === 'memories.json') {
      if (listOf(value).length > 0) leftOut.add('content', 'unsupported', 'what Claude remembers')
      continue
    }
    for (const project of Array.isArray(value) ? value : [value]) {
      if (!isRecord(project)) continue
      const id = textOrNull(project.uuid)
      if (id !== null) folders.set(id, lineOf(project.name, 100))
      tellProject(project, leftOut)
    }
  }
  return { folders }
}

/** A folder has neither documents nor instructions. */
const tellProject = (project: Json, leftOut: LeftOutTally): void => {
  const name = lineOf(project.name, 100)
  for (const doc of listOf(project.docs))
    if (isRecord(doc)) leftOut.add('file', 'unsupported', `${name}: ${lineOf(doc.filename, 100)}`)
  if (textOrNull(project.prompt_template) !== null)
    leftOut.add('content', 'unsupported', `${name}: instructions of the project`)
}

const parse = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return null
  }
}
