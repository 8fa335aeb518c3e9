import { promisify } from 'node:util'
import { deflate } from 'node:zlib'

const deflateAsync = promisify(deflate)

/** An RGB picture as PNG. Compression runs in Node's thread pool, not on the caller's time. */
export const encodePng = async (width: number, height: number, rgb: Uint8Array): Promise<Uint8Array> => {
  const stride = width * 3
  const filtered = new Uint8Array((stride + 1) * height)
  for (let y = 0; y < height; y += 1) {
    const from = y * stride
    const to = y * (stride + 1)
    if (y === 0) {
      filtered.set(rgb.subarray(0, stride), 1)
      continue
    }
    // The difference to the row above: flat colours become zeros.
    filtered[to] = 2
    for (let x = 0; x < stride; x += 1) {
      filtered[to + 1 + x] = (rgb[from + x] ?? 0) - (rgb[from - stride + x] ?? 0)
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // 8 bits a channel, RGB, and the only compression, filter and interlace that all readers take.
  header.set([8, 2, 0, 0, 0], 8)
  const data = await deflateAsync(filtered, { level: 6 })
  return new Uint8Array(
    Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      chunk('IHDR', header),
      chunk('IDAT', data),
      chunk('IEND', Buffer.alloc(0)),
    ]),
  )
}

const chunk = (type: string, data: Uint8Array): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const whole = Buffer.alloc(body.length + 8)
  whole.writeUInt32BE(data.length, 0)
  whole.set(body, 4)
  whole.writeUInt32BE(crc32(body), body.length + 4)
  return whole
}

const crcTable = Uint32Array.from({ length: 256 }, (_, start) => {
  let value = start
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value
})

const crc32 = (bytes: Uint8Array): number => {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}
