import { expect, type Page } from '@playwright/test'
import { createLibrary } from '../../../src/library/library'
import { samplePng } from './pictures'

export interface Made {
  readonly prompt: string
  readonly at: number
  readonly model?: string | null
  /** One for each: the pictures of a conversation hang from its messages. */
  readonly conversationId: string
  readonly bytes?: Uint8Array
  readonly size?: readonly [width: number, height: number]
}

/**
 * Writes pictures into a profile that no app uses yet, each shown by a message of its own. Gives their ids.
 */
export const fillGallery = async (folder: string, pictures: readonly Made[]): Promise<readonly string[]> => {
  let now = 0
  const library = createLibrary({ folder, now: () => now })
  library.open()
  const leaves = new Map<string, string>()
  const ids: string[] = []
  for (const [
    index,
    { prompt, at, model = 'painter-1', conversationId, bytes, size },
  ] of pictures.entries()) {
    now = at
    const messageId = `m${index}`
    const { id, width, height } = library.addPicture({
      bytes: bytes ?? (await samplePng(index + 1, ...(size ?? [96, 64]))),
      prompt,
      model,
      costUsd: null,
      messageId,
      conversationId,
      parentId: null,
    })
    library.addMessages({
      conversation: {
        id: conversationId,
        title: `About ${conversationId}`,
        createdAt: at,
        updatedAt: at,
        leafId: messageId,
        choices: {},
      },
      messages: [
        {
          id: messageId,
          conversationId,
          parentId: leaves.get(conversationId) ?? null,
          role: 'assistant',
          state: 'complete',
          parts: [{ type: 'picture', prompt, pictureId: id, width, height }],
          createdAt: at,
          finishedAt: at,
        },
      ],
    })
    leaves.set(conversationId, messageId)
    ids.push(id)
  }
  library.close()
  return ids
}

/** All that is in sight is drawn. */
export const galleryDrawn = (page: Page) =>
  expect
    .poll(() =>
      page.evaluate(() => {
        const cells = [...document.querySelectorAll('.tile')]
        if (cells.length === 0) return false
        return cells.every((cell) => {
          const image = cell.querySelector('img')
          return image === null ? cell.querySelector('.tile-trouble') !== null : image.naturalWidth > 0
        })
      }),
    )
    .toBe(true)
