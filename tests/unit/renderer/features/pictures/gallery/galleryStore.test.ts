import type { Bridge } from '@shared/ipc/define'
import { AppError } from '@shared/ipc/errors'
import type { GalleryOutline } from '@shared/model/gallery'
import { beforeEach, expect, it, vi } from 'vitest'
import { useGallery } from '../../../../../../src/renderer/features/pictures/gallery/galleryStore'

let failing = new Set<string>()
const group = { kind: 'today', from: 0, until: 100, count: 120 } as const
const outline: GalleryOutline = { groups: [group], total: 120, inTrash: 0 }

beforeEach(() => {
  failing = new Set()
  const bridge = {
    call: async (name) =>
      failing.has(name)
        ? { ok: false, failure: new AppError('library/unavailable').toFailure() }
        : { ok: true, value: name === 'gallery.outline' ? outline : [{ id: name }] },
    open: () => {
      throw new Error('No stream is wanted')
    },
  } satisfies Bridge
  vi.stubGlobal('window', { parley: bridge })
  vi.spyOn(console, 'error').mockImplementation(() => {})
})

it('says no longer that it could not be read once it could, and shows the pictures that were missing', async () => {
  const gallery = useGallery.getState()
  await gallery.refresh()
  expect(useGallery.getState()).toMatchObject({ hasFailed: false, outline })

  failing = new Set(['gallery.outline', 'gallery.rows'])
  gallery.want([{ group, number: 1 }])
  await gallery.refresh()
  expect(useGallery.getState().hasFailed).toBe(true)

  failing = new Set()
  await gallery.refresh()
  expect(useGallery.getState().hasFailed).toBe(false)
  await vi.waitFor(() => expect(useGallery.getState().pieces.size).toBe(2))
})
