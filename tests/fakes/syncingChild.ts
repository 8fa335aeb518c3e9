import { rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Conversation } from '@shared/model/conversation'
import { Profile } from '../integration/library/sync/Profile'
import { type PlaceToOpen, placeOf, seededRandom } from './syncPlaces'

/**
 * A device that writes and looks without a pause, until it is killed. What it has committed it says on its
 * output, a line each, after the transaction is over.
 */
const [folder, key, place, seed] = JSON.parse(process.argv[2] ?? '[]') as [
  string,
  string,
  PlaceToOpen,
  number,
]
const random = seededRandom(seed)
const below = (count: number): number => Math.floor(random() * count)
const newId = (): string => `d${seed.toString(36)}x${below(2 ** 30).toString(36)}`

// What a killed process left; the app's own opening does the same.
rmSync(join(folder, 'library.db.lock'), { recursive: true, force: true })
const profile = new Profile(`Child ${seed}`, Date.now, newId, folder)
const { methods } = profile.library

const conversationOf = (id: string): Conversation =>
  methods.getConversation({ id }) ?? {
    id,
    title: `Title of ${id}`,
    createdAt: Date.now(),
    updatedAt: Date.now(),
    leafId: null,
    choices: {},
  }

const edit = (): void => {
  const conversation = conversationOf(`c${below(12)}`)
  const { id } = conversation
  const verb = below(10)
  if (verb === 0) methods.arrangeConversations({ places: [{ id, pinnedAt: below(2) ? Date.now() : null }] })
  else if (verb === 1 && methods.getConversation({ id }))
    methods.saveConversation({ conversation: { ...conversation, title: `T${seed}`, titleSource: 'person' } })
  else {
    const messageId = newId()
    methods.addMessages({
      conversation: { ...conversation, leafId: messageId },
      messages: [
        {
          id: messageId,
          conversationId: id,
          parentId: conversation.leafId,
          role: 'user',
          state: 'complete',
          parts: [{ type: 'text', text: `Words of ${messageId}. `.repeat(1 + below(200)) }],
          createdAt: Date.now(),
        },
      ],
    })
    writeSync(1, `${messageId}\n`)
  }
}

const opened = placeOf(place)
writeSync(1, 'ready\n')
for (;;) {
  for (let count = 1 + below(4); count > 0; count -= 1) edit()
  await profile.round(opened, new Uint8Array(Buffer.from(key, 'hex')))
}
