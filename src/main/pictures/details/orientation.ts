/**
 * How a picture is to be turned, of all that Exif can say; 1 (not at all) where it does not say or cannot be
 * read.
 */
export const orientationOf = (tiff: Buffer): number => {
  const order = tiff.toString('latin1', 0, 2)
  if (order !== 'II' && order !== 'MM') return upright
  const isLittle = order === 'II'
  const short = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at))
  const long = (at: number) => (isLittle ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at))
  try {
    const start = long(4)
    const count = short(start)
    for (let entry = 0; entry < count; entry += 1) {
      const at = start + 2 + entry * 12
      if (short(at) !== orientationTag) continue
      const value = short(at + 8)
      return value >= 1 && value <= 8 ? value : upright
    }
  } catch (error) {
    // It points past its end.
    if (!(error instanceof RangeError)) throw error
  }
  return upright
}

export const upright = 1
const orientationTag = 0x0112

/** Exif that says how to turn the picture, and nothing else: without it, some would lie on their side. */
export const exifWithOrientation = (orientation: number): Buffer => {
  const tiff = Buffer.alloc(26)
  tiff.write('MM\0*', 0, 'latin1')
  tiff.writeUInt32BE(8, 4)
  tiff.writeUInt16BE(1, 8)
  tiff.writeUInt16BE(orientationTag, 10)
  // One number of two bytes.
  tiff.writeUInt16BE(3, 12)
  tiff.writeUInt32BE(1, 14)
  tiff.writeUInt16BE(orientation, 18)
  return tiff
}
