/** One packet of Opus and how many samples at 48 kHz it stands for. */
export interface OpusPacket {
  readonly bytes: Uint8Array
  readonly samples: number
}

/** A page holds at most so many bytes of packets: an Ogg page takes 255 segments of 255 bytes. */
const mostPageBytes = 32_000
const mostSegments = 255
const serial = 0x5041524c

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index << 24
  for (let bit = 0; bit < 8; bit++) value = value & 0x80000000 ? (value << 1) ^ 0x04c11db7 : value << 1
  return value >>> 0
})

const crcOf = (bytes: Uint8Array): number => {
  let crc = 0
  for (const byte of bytes) crc = ((crc << 8) ^ (crcTable[((crc >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0
  return crc
}

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (sign) => sign.charCodeAt(0))

/** The first packet of an Opus stream: one channel, 48 kHz. */
const opusHead = (preSkip: number): Uint8Array => {
  const bytes = new Uint8Array(19)
  const view = new DataView(bytes.buffer)
  bytes.set(ascii('OpusHead'))
  view.setUint8(8, 1)
  view.setUint8(9, 1)
  view.setUint16(10, preSkip, true)
  view.setUint32(12, 48_000, true)
  return bytes
}

const opusTags = (): Uint8Array => {
  const vendor = ascii('Parley')
  const bytes = new Uint8Array(16 + vendor.length)
  bytes.set(ascii('OpusTags'))
  new DataView(bytes.buffer).setUint32(8, vendor.length, true)
  bytes.set(vendor, 12)
  return bytes
}

/**
 * Writes packets of mono Opus as an Ogg file (RFC 7845). `length` is the real number of samples at 48 kHz: a
 * player cuts off what the encoder added to fill its last packet, and the `preSkip` at the beginning.
 */
export const oggOpus = (
  packets: readonly OpusPacket[],
  { length, preSkip }: { readonly length: number; readonly preSkip: number },
): Uint8Array<ArrayBuffer> => {
  const pages = [
    page([opusHead(preSkip)], { number: 0, flags: 2, granule: 0 }),
    page([opusTags()], { number: 1, flags: 0, granule: 0 }),
  ]
  let waiting: Uint8Array[] = []
  let bytes = 0
  let segments = 0
  let granule = 0
  const flush = (isLast: boolean) => {
    const end = isLast ? preSkip + length : granule
    pages.push(page(waiting, { number: pages.length, flags: isLast ? 4 : 0, granule: end }))
    waiting = []
    bytes = 0
    segments = 0
  }
  for (const packet of packets) {
    const needed = Math.floor(packet.bytes.length / 255) + 1
    if (
      waiting.length > 0 &&
      (bytes + packet.bytes.length > mostPageBytes || segments + needed > mostSegments)
    ) {
      flush(false)
    }
    waiting.push(packet.bytes)
    bytes += packet.bytes.length
    segments += needed
    granule += packet.samples
  }
  flush(true)
  return joined(pages)
}

const page = (
  packets: readonly Uint8Array[],
  { number, flags, granule }: { readonly number: number; readonly flags: number; readonly granule: number },
): Uint8Array => {
  const lacing = packets.flatMap(({ length }) => [
    ...Array<number>(Math.floor(length / 255)).fill(255),
    length % 255,
  ])
  const header = new Uint8Array(27 + lacing.length)
  const view = new DataView(header.buffer)
  header.set(ascii('OggS'))
  view.setUint8(5, flags)
  view.setBigUint64(6, BigInt(granule), true)
  view.setUint32(14, serial, true)
  view.setUint32(18, number, true)
  view.setUint8(26, lacing.length)
  header.set(lacing, 27)
  const whole = joined([header, ...packets])
  new DataView(whole.buffer).setUint32(22, crcOf(whole), true)
  return whole
}

const joined = (parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
