import { setImmediate } from 'node:timers/promises'
import {
  both,
  box,
  Canvas,
  type Colour,
  circle,
  halftone,
  type Painting,
  polygon,
  type Shape,
} from './Canvas'
import { paintLabel } from './label'
import { encodePng } from './png'
import { hashOf, randomFrom } from './random'

interface Palette {
  readonly sky: Colour
  readonly ray: Colour
  readonly sun: Colour
  readonly dots: Colour
  readonly ground: Colour
  readonly flat: readonly Colour[]
}

const ink: Colour = 0x17131f
const paper: Colour = 0xfffaf0

const palettes: readonly Palette[] = [
  {
    sky: 0x27c4e8,
    ray: 0x59d8f2,
    sun: 0xffd60a,
    dots: 0xff5d3b,
    ground: 0xff2e88,
    flat: [0xff2e88, 0xffd60a, 0x7b2ff7, 0x00c48c],
  },
  {
    sky: 0xff4f9a,
    ray: 0xff7bb3,
    sun: 0xfff04d,
    dots: 0xff8c1a,
    ground: 0x3d1fa8,
    flat: [0x22d3ee, 0xfacc15, 0xa3e635, 0xf97316],
  },
  {
    sky: 0xffc21a,
    ray: 0xffd65c,
    sun: 0xff3d3d,
    dots: 0xb3123f,
    ground: 0x0f8b8d,
    flat: [0x1e90ff, 0xff5fa2, 0x00b894, 0xfff3b0],
  },
  {
    sky: 0x5b2be0,
    ray: 0x7a4df0,
    sun: 0xff8ad4,
    dots: 0xffe14d,
    ground: 0x00b3a4,
    flat: [0xffe14d, 0xff4d6d, 0x3ddcff, 0xff9f1c],
  },
]

type Scene = (canvas: Canvas, palette: Palette, random: () => number) => Painting

/** A few milliseconds of painting, then the event loop runs. */
const sliceMs = 6

/**
 * A sample picture in pop-art style: flat colours, bold lines, printed dots, and a label that says what it
 * is. The same prompt gives the same picture; some of its words choose the scene.
 */
export const paintSample = async (
  prompt: string,
  width: number,
  height: number,
  signal: AbortSignal,
): Promise<Uint8Array> => {
  const canvas = new Canvas(width, height)
  const seed = hashOf(prompt.trim().toLowerCase())
  let sliceEnd = performance.now() + sliceMs
  for (const _ of paint(canvas, prompt, seed)) {
    if (performance.now() < sliceEnd) continue
    await setImmediate()
    signal.throwIfAborted()
    sliceEnd = performance.now() + sliceMs
  }
  return encodePng(width, height, canvas.pixels)
}

function* paint(canvas: Canvas, prompt: string, seed: number): Painting {
  const random = randomFrom(seed)
  const palette = palettes[Math.floor(random() * palettes.length)] ?? (palettes[0] as Palette)
  const scene = sceneFor(prompt, random)
  yield* paintSky(canvas, palette, random)
  yield* scene(canvas, palette, random)
  yield* paintFrame(canvas)
  yield* paintLabel(canvas, ink, paper)
}

const sceneFor = (prompt: string, random: () => number): Scene => {
  if (/city|town|street|skyline|tower|building|house|night/i.test(prompt)) return paintCity
  if (/mountain|hill|alps|forest|tree|snow|landscape|valley/i.test(prompt)) return paintMountains
  if (/sea|ocean|lake|boat|ship|beach|wave|river|water|island|fish/i.test(prompt)) return paintSea
  return ([paintCity, paintMountains, paintSea] as const)[Math.floor(random() * 3)] ?? paintCity
}

const wholeOf = (canvas: Canvas): Shape => box(0, 0, canvas.unitWidth, canvas.unitHeight)

/** A sun and its rays. */
function* paintSky(canvas: Canvas, palette: Palette, random: () => number): Painting {
  const sunX = canvas.unitWidth * (0.3 + random() * 0.4)
  const sunY = 330 + random() * 90
  const turn = random() * Math.PI
  yield* canvas.fill(wholeOf(canvas), (x, y) => {
    const ray = Math.floor(((Math.atan2(y - sunY, x - sunX) + turn) / Math.PI) * 12 + 100)
    return ray % 2 === 0 ? palette.sky : palette.ray
  })
  const shade = halftone(wholeOf(canvas), 30, (_x, y) => 0.62 - y / 620)
  yield* canvas.fill(shade, paper)
  const sun = circle(sunX, sunY, 190)
  yield* canvas.outlined(sun, palette.sun, 11, ink)
  yield* canvas.fill(
    halftone(sun, 22, (x, y) => (x - sunX + (y - sunY) * 1.4) / 420 + 0.28),
    palette.dots,
  )
}

function* paintCity(canvas: Canvas, palette: Palette, random: () => number): Painting {
  for (const row of [
    { base: 900, tallest: 520, widest: 150, shade: true },
    { base: 1024, tallest: 430, widest: 190, shade: false },
  ]) {
    let left = -40 - random() * 60
    let turn = Math.floor(random() * 4)
    while (left < canvas.unitWidth) {
      const width = 90 + random() * (row.widest - 90)
      const height = 190 + random() * (row.tallest - 190)
      const colour = row.shade ? palette.ground : (palette.flat[turn % palette.flat.length] ?? paper)
      const wall = { left, top: row.base - height, width, height: height + 40 }
      yield* paintBuilding(canvas, wall, { colour, hasWindows: !row.shade }, random)
      left += width + (row.shade ? 6 : 14)
      turn += 1
    }
  }
  const street = box(0, 968, canvas.unitWidth, 80)
  yield* canvas.outlined(street, palette.ground, 9, ink)
  for (let x = 20; x < canvas.unitWidth; x += 130) yield* canvas.fill(box(x, 994, 74, 11), paper)
}

function* paintBuilding(
  canvas: Canvas,
  { left, top, width, height }: Readonly<Record<'left' | 'top' | 'width' | 'height', number>>,
  { colour, hasWindows }: { readonly colour: Colour; readonly hasWindows: boolean },
  random: () => number,
): Painting {
  const roof = random()
  if (roof < 0.3) {
    const spire: readonly (readonly [number, number])[] = [
      [left + width * 0.28, top],
      [left + width / 2, top - 90],
      [left + width * 0.72, top],
    ]
    yield* canvas.outlined(polygon(spire), colour, 9, ink)
  } else if (roof < 0.5) {
    yield* canvas.fill(box(left + width / 2 - 5, top - 76, 10, 80), ink)
    yield* canvas.fill(circle(left + width / 2, top - 78, 13), ink)
  }
  const wall = box(left, top, width, height)
  yield* canvas.outlined(wall, colour, 9, ink)
  const shade = halftone(wall, 20, (x, y) => (x - left) / width - 0.25 - (y - top) / (height * 2.4))
  yield* canvas.fill(shade, ink)
  if (!hasWindows) return
  const columns = Math.max(2, Math.floor(width / 44))
  const gap = width / (columns * 2 + 1)
  for (let y = top + 34; y < top + height - 90; y += 62) {
    for (let column = 0; column < columns; column += 1) {
      const isLit = random() < 0.72
      const pane = box(left + gap * (column * 2 + 1), y, gap, 34)
      yield* canvas.outlined(pane, isLit ? 0xfff6a8 : 0x2b2540, 5, ink)
    }
  }
}

function* paintMountains(canvas: Canvas, palette: Palette, random: () => number): Painting {
  const peaks = [0.12, 0.42, 0.74, 0.97].map((at) => ({
    x: canvas.unitWidth * (at + (random() - 0.5) * 0.12),
    y: 400 + random() * 190,
    half: canvas.unitWidth * (0.22 + random() * 0.12),
  }))
  for (const [index, { x, y, half }] of peaks.entries()) {
    const mountain = polygon([
      [x - half, 1040],
      [x, y],
      [x + half, 1040],
    ])
    yield* canvas.outlined(mountain, palette.flat[index % palette.flat.length] ?? paper, 11, ink)
    const shadow = polygon([
      [x, y],
      [x + half, 1040],
      [x + half * 0.16, 1040],
      [x + half * 0.08, y + 250],
    ])
    yield* canvas.fill(
      halftone(shadow, 22, (_x, pointY) => 0.95 - (pointY - y) / 900),
      ink,
    )
    const snow = 0.26
    const height = 1040 - y
    const cap = polygon([
      [x, y],
      [x + half * snow, y + height * snow],
      [x + half * snow * 0.45, y + height * snow * 0.72],
      [x, y + height * snow * 1.1],
      [x - half * snow * 0.4, y + height * snow * 0.72],
      [x - half * snow, y + height * snow],
    ])
    yield* canvas.outlined(cap, paper, 7, ink)
  }
  const meadow = wavy(canvas, 880, 34, canvas.unitWidth * 0.6, random() * 6)
  yield* canvas.outlined(meadow, palette.ground, 11, ink)
  for (let tree = 0; tree < 9; tree += 1) {
    const x = canvas.unitWidth * ((tree + 0.5) / 9) + (random() - 0.5) * 60
    const y = 850 + random() * 70
    const tall = 95 + random() * 65
    yield* canvas.outlined(box(x - 8, y, 16, 40), 0x7a3b1d, 6, ink)
    const crown: readonly (readonly [number, number])[] = [
      [x - tall * 0.36, y + 6],
      [x, y - tall],
      [x + tall * 0.36, y + 6],
    ]
    yield* canvas.outlined(polygon(crown), 0x00c48c, 8, ink)
  }
}

function* paintSea(canvas: Canvas, palette: Palette, random: () => number): Painting {
  const boatX = canvas.unitWidth * (0.36 + random() * 0.28)
  yield* canvas.outlined(wavy(canvas, 640, 14, 240, random() * 6), palette.flat[2] ?? paper, 10, ink)
  const mast = box(boatX - 7, 392, 14, 330)
  yield* canvas.fill(mast, ink)
  const sails: readonly (readonly (readonly [number, number])[])[] = [
    [
      [boatX + 22, 402],
      [boatX + 196, 652],
      [boatX + 22, 652],
    ],
    [
      [boatX - 22, 446],
      [boatX - 146, 652],
      [boatX - 22, 652],
    ],
  ]
  for (const [index, points] of sails.entries()) {
    const sail = polygon(points)
    yield* canvas.outlined(sail, index === 0 ? paper : (palette.flat[0] ?? paper), 10, ink)
    yield* canvas.fill(
      halftone(sail, 20, (_x, y) => (y - 430) / 330),
      palette.flat[1] ?? ink,
    )
  }
  const hull = polygon([
    [boatX - 190, 690],
    [boatX + 230, 690],
    [boatX + 160, 800],
    [boatX - 130, 800],
  ])
  yield* canvas.outlined(hull, palette.flat[3] ?? paper, 11, ink)
  for (const [index, level] of [762, 858, 950].entries()) {
    const wave = wavy(canvas, level, 26, 190 + index * 36, random() * 6)
    yield* canvas.outlined(wave, index % 2 === 0 ? palette.ground : (palette.flat[2] ?? paper), 11, ink)
    const foam = both(wave, box(0, level - 30, canvas.unitWidth, 110))
    yield* canvas.fill(
      halftone(foam, 22, (_x, y) => 0.6 - (y - level) / 120),
      paper,
    )
  }
}

/** Everything below a wave line. The distance is measured upright and corrected for the slope. */
const wavy = (canvas: Canvas, level: number, swell: number, length: number, shift: number): Shape => ({
  distance: (x, y) => {
    const phase = (x / length) * Math.PI * 2 + shift
    const slope = (Math.cos(phase) * swell * Math.PI * 2) / length
    return (level + Math.sin(phase) * swell - y) / Math.hypot(1, slope)
  },
  bounds: [0, level - swell, canvas.unitWidth, canvas.unitHeight],
})

function* paintFrame(canvas: Canvas): Painting {
  const { unitWidth, unitHeight } = canvas
  for (const [colour, from, width] of [
    [paper, 0, 26],
    [ink, 26, 10],
  ] as const) {
    const inner = { width: unitWidth - from * 2, height: unitHeight - from * 2 }
    yield* canvas.fill(box(from, from, inner.width, width), colour)
    yield* canvas.fill(box(from, unitHeight - from - width, inner.width, width), colour)
    yield* canvas.fill(box(from, from, width, inner.height), colour)
    yield* canvas.fill(box(unitWidth - from - width, from, width, inner.height), colour)
  }
}
