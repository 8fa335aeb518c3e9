import type { Page } from '@playwright/test'
import type { Picture } from '@shared/model/picture'
import { encodePng } from '../../../src/main/engines/builtin/png'
import { call } from '../fixtures'

/** A small picture with a colour of its own and enough noise not to be trivial: other seeds, other bytes. */
export const samplePng = async (seed: number, width = 96, height = 64): Promise<Uint8Array> => {
  const rgb = new Uint8Array(width * height * 3)
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    rgb[pixel * 3] = (seed * 67) % 256
    rgb[pixel * 3 + 1] = (pixel * (seed + 3)) % 256
    rgb[pixel * 3 + 2] = (pixel >> 5) % 256
  }
  return encodePng(width, height, rgb)
}

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

/** What the gallery shows, newest first. */
export const keptPictures = (page: Page): Promise<readonly Picture[]> =>
  call(page, 'gallery.rows', { filter: {}, from: -8.64e15, until: 8.64e15, offset: 0, limit: 50 })
