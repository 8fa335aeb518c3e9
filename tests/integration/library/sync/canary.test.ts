import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import { faultPlace } from '../../../../src/sync/faultPlace'
import { newLibraryKey } from '../../../../src/sync/keys'
import type { Place } from '../../../../src/sync/Place'
import { WebDavPlace } from '../../../../src/sync/WebDavPlace'
import { startApache, startRclone, type WebDavServer } from '../../../fakes/webDavServers'
import { conversation, question } from '../helpers'
import { Profile } from './Profile'

const profiles: Profile[] = []
afterEach(() => {
  for (const profile of profiles.splice(0)) profile.remove()
})
const make = (title: string): Profile => {
  const name = `d${profiles.length}`
  const profile = new Profile(title, Date.now, () => name)
  profiles.push(profile)
  return profile
}

const words = ['kanarienvogel', 'zeisig', 'stieglitz', 'girlitz', 'dompfaff', 'gimpel', 'hänfling'] as const
const [text, title, fileName, device, folderName, model, umlaut] = words

const filesIn = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

/** As it lies there, and whatever it could have been packed by: a cipher leaves nothing that unpacks. */
const readings = (bytes: Buffer): readonly Buffer[] =>
  [0, 4, 9, 33, 37, 41].flatMap((from) => {
    const rest = bytes.subarray(from)
    return [
      rest,
      ...[brotliDecompressSync, gunzipSync, inflateSync, inflateRawSync].flatMap((unpack) => {
        try {
          return [unpack(rest)]
        } catch {
          return []
        }
      }),
    ]
  })

const tells = (bytes: Buffer): readonly string[] =>
  [
    ...words,
    ...words.map((word) => encodeURIComponent(word)),
    ...words.map((word) => btoa(encodeURI(word))),
  ].filter((word) =>
    readings(bytes).some(
      (reading) =>
        reading.includes(word) ||
        reading.includes(Buffer.from(word, 'utf16le')) ||
        reading.includes(Buffer.from(word).toString('base64').slice(0, 9)),
    ),
  )

test.each<[string, (folder: string) => Promise<WebDavServer>]>([
  ['rclone', startRclone],
  ['Apache', startApache],
])('nothing that was said lies in the place or in the logs of %s', async (_, start) => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-canary-'))
  chmodSync(folder, 0o755)
  const server = await start(folder)
  try {
    const key = await newLibraryKey()
    const [a, b] = [make(device), make(`${device} 2`)]
    a.library.methods.saveFolder({ folder: { id: 'f', name: folderName, position: 0, createdAt: 1 } })
    a.library.methods.addMessages({
      conversation: conversation('c', { title, choices: { model } }),
      messages: [
        question('m', text, {
          parts: [
            { type: 'text', text: `${text} ${umlaut} `.repeat(500) },
            {
              type: 'file',
              fileId: 'x',
              name: `${fileName}.pdf`,
              mediaType: 'application/pdf',
              byteLength: 5,
            },
          ],
          model,
        }),
      ],
    })
    const place: Place = new WebDavPlace(server)
    for (let round = 0; round < 2; round += 1) for (const each of [a, b]) await each.round(place, key)
    const came = JSON.stringify(b.library.methods.loadMessages({ ids: ['m'] }))
    expect(came).toBe(JSON.stringify(a.library.methods.loadMessages({ ids: ['m'] })))
    for (const word of [text, fileName, umlaut]) expect(came).toContain(word)
    const seen = filesIn(folder)
    expect(seen.length).toBeGreaterThan(3)
    for (const path of seen) {
      expect(tells(Buffer.from(path)), path).toEqual([])
      expect(tells(readFileSync(path)), path).toEqual([])
    }
    expect(server.output()).toMatch(/devices|PROPFIND|resuming|configured/i)
    expect(tells(Buffer.from(server.output()))).toEqual([])
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true })
  }
})

test('a fault is logged without what was said, an address or a password', () => {
  const fault = new Error(`Could not PUT http://user:${text}@host/${fileName}`, {
    cause: new TypeError(`${title} is no number`),
  })
  expect(tells(Buffer.from(faultPlace(fault)))).toEqual([])
  expect(faultPlace(fault)).toMatch(/^Error\n[\s\S]*<- TypeError\n/)
})

test('these readings would find a word that was only packed', () => {
  expect(tells(Buffer.from(`xx ${text} xx`))).toContain(text)
})
