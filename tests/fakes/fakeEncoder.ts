import { AppError } from '@shared/ipc/errors'
import type { PictureFormat } from '@shared/model/picture'
import { type PictureEncoder, readKept } from '../../src/main/pictures/pictureFiles'

const pixel: Readonly<Record<PictureFormat, string>> = {
  png: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  jpeg: '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/yQALCAABAAEBAREA/8wABgAQEAX/2gAIAQEAAD8A0s8g/9k=',
  webp: 'UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA',
}

/** An encoder without Chromium: every picture that it is given becomes one of a single pixel. */
export const fakeEncoder = (): PictureEncoder => ({
  encode: async (source, { format }, signal) => {
    const bytes = Buffer.from(await readKept(source))
    signal.throwIfAborted()
    if (bytes.includes('not a picture')) throw new AppError('picture/unreadable')
    return new Uint8Array(Buffer.from(pixel[format], 'base64'))
  },
  close: () => {},
})
