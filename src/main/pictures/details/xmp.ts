import { createHash } from 'node:crypto'
import { type PictureWords, plainWords } from './words'

/** A time zone says where the user lives: the time goes without. */
const isoTime = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z')

const escaped = (text: string): string =>
  plainWords(text).replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`)

const namespaces = [
  'xmlns:dc="http://purl.org/dc/elements/1.1/"',
  'xmlns:xmp="http://ns.adobe.com/xap/1.0/"',
  'xmlns:xmpNote="http://ns.adobe.com/xmp/note/"',
  'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"',
].join(' ')

const packet = (properties: readonly string[]): Buffer =>
  Buffer.from(
    `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
      `<rdf:Description rdf:about="" ${namespaces}>${properties.join('')}</rdf:Description></rdf:RDF></x:xmpmeta>`,
  )

/** Other programs look for these marks around it. */
const wrapped = (inner: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from('<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'),
    inner,
    Buffer.from('<?xpacket end="r"?>'),
  ])

const about = ({ model, createdAt, software }: PictureWords): readonly string[] => [
  `<xmp:CreatorTool>${escaped(software)}</xmp:CreatorTool>`,
  `<xmp:CreateDate>${isoTime(createdAt)}</xmp:CreateDate>`,
  ...(model === null
    ? []
    : [
        // The press's own word for it: made by a trained model.
        '<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia</Iptc4xmpExt:DigitalSourceType>',
        `<Iptc4xmpExt:AISystemUsed>${escaped(model)}</Iptc4xmpExt:AISystemUsed>`,
      ]),
]

const described = ({ prompt, model }: PictureWords): readonly string[] =>
  prompt === ''
    ? []
    : [
        `<dc:description><rdf:Alt><rdf:li xml:lang="x-default">${escaped(prompt)}</rdf:li></rdf:Alt></dc:description>`,
        ...(model === null
          ? []
          : [`<Iptc4xmpExt:AIPromptInformation>${escaped(prompt)}</Iptc4xmpExt:AIPromptInformation>`]),
      ]

/** All of it as one XMP packet. */
export const xmpPacket = (words: PictureWords): Buffer =>
  wrapped(packet([...about(words), ...described(words)]))

/**
 * The same where a packet may have `most` bytes, as in JPEG: what is too long goes into a second one, which
 * the first names by its hash.
 */
export const xmpPackets = (
  words: PictureWords,
  most: number,
): { readonly first: Buffer; readonly more: { readonly hash: string; readonly bytes: Buffer } | null } => {
  const whole = xmpPacket(words)
  if (whole.length <= most) return { first: whole, more: null }
  const bytes = packet(described(words))
  const hash = createHash('md5').update(bytes).digest('hex').toUpperCase()
  const note = `<xmpNote:HasExtendedXMP>${hash}</xmpNote:HasExtendedXMP>`
  return { first: wrapped(packet([...about(words), note])), more: { hash, bytes } }
}
