import { isRecord, type Json, listOf, textOrNull } from '../values'

const begin = '\ue200'
const end = '\ue201'
/** ChatGPT's marks for sources, pictures and cards in a text; they mean nothing without its page. */
const marks = /\ue200[^\ue200\ue201]*\ue201/g
const privateUse = /[\ue200-\ue206]/g
/** Older marks: 【3†source】. */
const oldMarks = /【\d+(?::\d+)?†[^【】]*】/g

/** Each is looked for in the whole text: more than any answer has would take for ever. */
const mostReferences = 1_000

/** A text as a user reads it: marks become the links that they stood for, or nothing. */
export const withoutMarks = (text: string, metadata: Json): string => {
  let clean = text
  if (text.includes(begin) || text.includes(end)) {
    for (const reference of listOf(metadata.content_references).slice(0, mostReferences)) {
      if (!isRecord(reference)) continue
      const matched = textOrNull(reference.matched_text)
      if (matched === null || !/[\ue200-\ue206]/.test(matched)) continue
      clean = clean.replaceAll(matched, () => linksOf(reference) || nameIn(matched))
    }
    clean = clean.replace(marks, nameIn).replace(privateUse, '')
  }
  if (!clean.includes('【')) return clean
  const links = listOf(metadata.citations).flatMap((citation) => {
    const about = isRecord(citation) && isRecord(citation.metadata) ? citation.metadata : null
    return about ? [linkTo(about)] : []
  })
  let next = 0
  return clean.replace(oldMarks, () => {
    const link = links[next] ?? ''
    next += 1
    return link
  })
}

/** A mark that stands for words keeps them: `entity` with a list of kind and name, or a title. */
const nameIn = (mark: string): string => {
  const [kind, inner = ''] = mark.replace(/[\ue200\ue201]/g, '').split('\ue202')
  // Some versions leave the space between them out.
  const list = kind?.startsWith('entity') ? kind.slice('entity'.length) || inner : ''
  if (list !== '') {
    try {
      const names = listOf(JSON.parse(list)).filter((each) => typeof each === 'string')
      return names[1] ?? names[0] ?? ''
    } catch {
      return ''
    }
  }
  return kind === 'url' || kind === 'link_title' ? inner : ''
}

const linksOf = (reference: Json): string => {
  const own = textOrNull(reference.alt)
  if (own !== null) return own
  const links = listOf(reference.items).flatMap((item) => (isRecord(item) ? [linkTo(item)] : []))
  return links.filter((link) => link !== '').join('')
}

const linkTo = (about: Json): string => {
  const address = textOrNull(about.url)
  if (address === null || !/^https?:\/\/[^\s()<>]+$/i.test(address)) return ''
  const title = (textOrNull(about.title) ?? new URL(address).hostname).replace(/[[\]\\]/g, ' ').trim()
  return ` ([${title}](${address}))`
}
