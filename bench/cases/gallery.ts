import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { thumbnailFileName } from '@shared/model/gallery'
import { makeProfile, type Page, start } from '../lib/app'
import { calm } from '../lib/calm'
import { heldSinceLast, loopOptions } from '../lib/loop'
import { writePictures, writeThumbnails } from '../lib/pictures'
import { memoryByKind, quiet, sumOf } from '../lib/processTree'
import { wordOf, wordOfRank } from '../lib/prose'
import { between, randomFrom } from '../lib/random'
import type { Figure } from '../lib/report'
import { median, quantile } from '../lib/statistics'
import { wheelThrough } from '../lib/wheel'
import type { Benchmark } from './benchmark'

const amounts = { full: 20_000, quick: 2_000 }
const screens = 30
const openings = 7
const queriesOfAKind = 10
/** Two frames at 60 a second: longer ones are seen as a jerk. */
const jerkMs = 33.4

/** Opening the gallery, wheeling through it, searching it; against a plain page with the same thumbnails. */
export const gallery: Benchmark = {
  name: 'gallery',
  title: `A gallery of ${amounts.full.toLocaleString('en')} pictures`,
  async run({ isQuick, say }) {
    const count = isQuick ? amounts.quick : amounts.full
    const profile = makeProfile()
    const ids = await writePictures(profile, count)
    say(`${count} pictures are written`)
    const app = await start('app', { profile, ...loopOptions(profile) })
    try {
      writeThumbnails(profile, ids, await makeThumbnails(app.page))
      say('their thumbnails are written')
      await quiet(app.pid, 20_000)
      await calm()
      const before = sumOf(memoryByKind(app.pid))
      const opened: number[] = []
      for (let round = 0; round < openings; round += 1) {
        opened.push((await app.page.evaluate(openGallery)) as number)
        await quiet(app.pid, 10_000)
        if (round < openings - 1) await app.page.evaluate(leaveGallery)
      }
      await heldSinceLast(app.pid, profile)
      const frames = await wheelThrough(app.page, '.gallery-scroll', 'down', screens)
      const held = await heldSinceLast(app.pid, profile)
      const jump = (await app.page.evaluate(jumpToEnd)) as number
      await quiet(app.pid, 20_000)
      const after = sumOf(memoryByKind(app.pid))
      const searches = await search(app.page)
      await app.stop()
      const plain = await inPlainPage(profile, ids)
      const jerks = (all: readonly number[]) => (all.filter((ms) => ms > jerkMs).length / all.length) * 100
      const [first = Number.NaN, ...again] = opened
      const figures: Figure[] = [
        {
          what: `gallery of ${count}: from the click to all that is in sight`,
          unit: 'ms',
          value: median(again),
          note: `the first time since the start ${first.toFixed(0)} ms; End, all in sight: ${jump.toFixed(0)} ms`,
          samples: { app: opened },
        },
        {
          what: `  ${screens} screens further: frame time, 95th percentile, against a plain page of the same`,
          unit: '×',
          value: quantile(frames, 0.95) / quantile(plain.frames, 0.95),
          budget: 1.1,
          note: `${quantile(frames, 0.95).toFixed(1)} ms and ${quantile(plain.frames, 0.95).toFixed(1)} ms; longest ${Math.max(...frames).toFixed(0)} and ${Math.max(...plain.frames).toFixed(0)}`,
          samples: { app: frames, floor: plain.frames },
        },
        {
          what: '  frames over 33 ms',
          unit: '%',
          value: jerks(frames),
          note: `of ${frames.length}; plain page ${jerks(plain.frames).toFixed(2)} %`,
        },
        {
          what: '  longest hold of main meanwhile',
          unit: 'ms',
          value: held.max,
          note: `99th percentile ${held.p99.toFixed(1)} ms`,
        },
        {
          what: '  memory that it takes, against that of the plain page',
          unit: '×',
          value: (after - before) / plain.memory,
          note: `${(after - before).toFixed(0)} MB and ${plain.memory.toFixed(0)} MB`,
        },
        {
          what: '  first page of a search, 95th percentile',
          unit: 'ms',
          value: quantile(Object.values(searches).flat(), 0.95),
          budget: 50,
          note: `medians: ${Object.entries(searches)
            .map(([kind, values]) => `${kind} ${median(values).toFixed(0)}`)
            .join(', ')}`,
          samples: searches,
        },
      ]
      return figures
    } finally {
      await app.stop()
    }
  },
}

const inPlainPage = async (profile: string, ids: readonly string[]) => {
  const urls = ids
    .toReversed()
    .map((id) => pathToFileURL(join(profile, 'thumbnails', thumbnailFileName(id))).href)
  await calm()
  const floor = await start('floor', {
    profile: makeProfile(),
    environment: { FLOOR_PAGE: 'pictures.html' },
  })
  try {
    await quiet(floor.pid, 10_000)
    const before = sumOf(memoryByKind(floor.pid))
    await floor.page.callFunction('(urls) => fill(JSON.parse(urls))', JSON.stringify(urls))
    await quiet(floor.pid, 20_000)
    const frames = await wheelThrough(floor.page, '#pictures', 'down', screens)
    await quiet(floor.pid, 10_000)
    return { frames, memory: sumOf(memoryByKind(floor.pid)) - before }
  } finally {
    await floor.stop()
  }
}

/** What pages of the same size as our own would make of twenty photographs. */
const makeThumbnails = async (page: Page): Promise<readonly Uint8Array[]> => {
  const all = (await page.evaluate(`(async () => {
    const made = []
    for (let number = 0; number < 20; number += 1) {
      const canvas = new OffscreenCanvas(384, 384)
      const context = canvas.getContext('2d')
      const image = context.createImageData(384, 384)
      for (let at = 0; at < image.data.length; at += 4) {
        const [x, y] = [(at / 4) % 384, Math.floor(at / 4 / 384)]
        image.data[at] = 128 + 100 * Math.sin(x / (17 + number)) + ((x * 31 + y * 17) % 23)
        image.data[at + 1] = 128 + 90 * Math.cos((x + y) / (29 + number))
        image.data[at + 2] = (number * 12 + y / 3 + ((x * y) % 19)) % 256
        image.data[at + 3] = 255
      }
      context.putImageData(image, 0, 0)
      const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/webp', quality: 0.8 })).arrayBuffer())
      made.push(btoa(String.fromCharCode(...bytes)))
    }
    return made
  })()`)) as readonly string[]
  return all.map((text) => new Uint8Array(Buffer.from(text, 'base64')))
}

/** All tiles on the screen have their picture, and a frame has shown them. */
const allInSight = `async () => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  for (;;) {
    await frame()
    const scroller = document.querySelector('.gallery-scroll')
    const box = scroller?.getBoundingClientRect()
    const tiles = [...document.querySelectorAll('.tile')].filter((tile) => {
      const { top, bottom } = tile.getBoundingClientRect()
      return box && bottom > box.top && top < box.bottom
    })
    const isDone = tiles.length > 0 && tiles.every((tile) => {
      const image = tile.querySelector('img')
      return image?.complete && image.naturalWidth > 0
    })
    if (isDone) return frame()
  }
}`

const openGallery = `(async () => {
  const allInSight = ${allInSight}
  const begin = performance.now()
  ;[...document.querySelectorAll('button')].find(({ textContent }) => textContent.trim() === 'Gallery').click()
  await allInSight()
  return performance.now() - begin
})()`

const leaveGallery = `(async () => {
  ;[...document.querySelectorAll('button')].find(({ textContent }) => textContent.trim() === 'New conversation').click()
  while (document.querySelector('.gallery')) await new Promise((resolve) => requestAnimationFrame(resolve))
})()`

const jumpToEnd = `(async () => {
  const allInSight = ${allInSight}
  const begin = performance.now()
  const scroller = document.querySelector('.gallery-scroll')
  scroller.scrollTop = scroller.scrollHeight
  await new Promise((resolve) => requestAnimationFrame(resolve))
  await allInSight()
  return performance.now() - begin
})()`

const search = async (page: Page): Promise<Record<string, number[]>> => {
  const random = randomFrom(3)
  const some = (make: () => string) => Array.from({ length: queriesOfAKind }, make)
  const queries: Readonly<Record<string, readonly string[]>> = {
    'one letter': some(() => wordOf(random).slice(0, 1)),
    'a frequent word': some(() => wordOfRank(between(random, 0, 40))),
    'a rare word': some(() => wordOfRank(between(random, 6_000, 11_000))),
    'two words': some(() => `${wordOfRank(between(random, 0, 100))} ${wordOf(random)}`),
  }
  const samples: Record<string, number[]> = {}
  for (const [kind, words] of Object.entries(queries))
    for (const query of words) {
      const ms = (await page.evaluate(timedSearch(query))) as number
      samples[kind] = [...(samples[kind] ?? []), ms]
    }
  return samples
}

/** Searches as the page does: what there is, then the first rows of it. */
const timedSearch = (query: string): string => `(async () => {
  const begin = performance.now()
  const call = async (name, input) => {
    const reply = await window.parley.call(name, input)
    if (!reply.ok) throw new Error(JSON.stringify(reply.failure))
    return reply.value
  }
  const filter = { query: ${JSON.stringify(query)} }
  const { groups: [first] } = await call('gallery.outline', { filter })
  if (first)
    await call('gallery.rows', { filter, from: first.from, until: first.until, offset: 0, limit: 60 })
  return performance.now() - begin
})()`
