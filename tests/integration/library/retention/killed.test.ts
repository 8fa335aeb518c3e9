import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Part } from '@shared/model/message'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createLibrary } from '../../../../src/library/library'
import { buildLibrary, startLibrary } from '../builtLibrary'
import {
  applyAllRetention,
  conversation,
  libraryPlace,
  maintainAll,
  newPicture,
  png,
  question,
} from '../helpers'

// The real process, killed by itself at the worst moments.
const place = libraryPlace()
vi.setConfig({ hookTimeout: 60_000 })
let built: Awaited<ReturnType<typeof buildLibrary>>
beforeAll(async () => {
  built = await buildLibrary()
})
afterAll(() => built.remove())

const hour = 60 * 60_000
const shows = (pictureId: string): Part[] => [
  { type: 'picture', prompt: 'a kite', pictureId, width: 8, height: 8 },
]
const pictures = () => {
  const folder = join(place.folder, 'pictures')
  return existsSync(folder) ? readdirSync(folder).sort() : []
}

/** Loaded before the library: it ends the process around the removal of a picture's file. */
const killer = (when: 'before' | 'after'): string => {
  const path = join(place.folder, `kill-${when}.mjs`)
  writeFileSync(
    path,
    `import fs from 'node:fs'
     import { syncBuiltinESMExports } from 'node:module'
     const remove = fs.rmSync
     fs.rmSync = (path, options) => {
       const isPicture = /pictures.+\\.png$/.test(String(path))
       if (isPicture && '${when}' === 'before') process.kill(process.pid, 'SIGKILL')
       remove(path, options)
       if (isPicture) process.kill(process.pid, 'SIGKILL')
     }
     syncBuiltinESMExports()`,
  )
  return pathToFileURL(path).href
}

describe('Killed while removing what nothing needs', () => {
  test.each(['before', 'after'] as const)('%s the file went: the next round ends it', async (when) => {
    // Two hours ago: a picture that is shown, and two that are not.
    const past = Date.now() - 2 * hour
    const library = place.open({ now: () => past })
    const [shown, ...unneeded] = [1, 2, 3].map((salt) =>
      library.addPicture({ ...newPicture(png(8, 8, salt)), conversationId: 'c', messageId: 'gone' }),
    )
    library.addMessages({
      conversation: conversation('c', { leafId: 'q' }),
      messages: [question('q', '', { parts: shows(shown?.id ?? '') })],
    })
    library.addMessages({ conversation: conversation('d'), messages: [] })
    applyAllRetention(library)
    library.close()
    for (const name of pictures())
      utimesSync(join(place.folder, 'pictures', name), new Date(past), new Date(past))

    const child = startLibrary(built.script, place.folder, ['--import', killer(when)])
    child.post({ id: 1, method: 'open', input: { isResumed: false } })
    // What deletes begins a round.
    child.post({ id: 2, method: 'deleteConversation', input: { id: 'd' } })
    await child.exited
    expect(pictures()).toHaveLength(when === 'before' ? 3 : 2)

    const again = place.open()
    expect(unneeded.map(({ id }) => again.getPicture({ id })?.id)).toEqual(unneeded.map(({ id }) => id))
    applyAllRetention(again)
    expect(pictures()).toEqual([`${shown?.id}.png`])
    expect(unneeded.map(({ id }) => again.getPicture({ id }))).toEqual([null, null])
    expect(again.getPicture({ id: shown?.id ?? '' })).not.toBeNull()
  })

  test('between a deletion and its last step: the conversation stays gone, and the rest follows', async () => {
    const library = place.open()
    library.addMessages({
      conversation: conversation('c', { leafId: 'm0' }),
      messages: Array.from({ length: 400 }, (_, index) => question(`m${index}`, `canary${index} all over`)),
    })
    library.close()
    const child = startLibrary(built.script, place.folder)
    child.onMessage((reply) => {
      if ((reply as { readonly id: number }).id === 2) child.kill()
    })
    child.post({ id: 1, method: 'open', input: { isResumed: false } })
    child.post({ id: 2, method: 'deleteConversation', input: { id: 'c' } })
    await child.exited
    const again = createLibrary({ folder: place.folder })
    try {
      again.open()
      expect(again.getConversation({ id: 'c' })).toBeNull()
      expect(again.search({ query: 'canary7', limit: 5 }).hits).toEqual([])
      maintainAll(again)
      expect(again.loadMessages({ ids: ['m0', 'm399'] })).toEqual([])
    } finally {
      again.close()
    }
  })
})
