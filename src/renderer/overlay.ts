import { isClick, type Region, regionBetween, regionByKey, sharesOf } from './features/capture/region'
import { client } from './ipc/client'

// The window over a display while the user chooses a part of it: the display's own picture, and a rubber band
// over it. No React here: it has to be there at once, and there is nothing to it.

const element = (id: string): HTMLElement => {
  const found = document.getElementById(id)
  if (!found) throw new Error(`overlay.html lost its ${id}`)
  return found
}
const box = element('region')
const words = element('size')
const stage = document.querySelector('main')

const screen = new URLSearchParams(location.search).get('screen') ?? ''
if (/^\d+$/.test(screen)) document.body.style.backgroundImage = `url("/screens/${screen}")`

let region: Region | null = null
let start: { readonly x: number; readonly y: number } | null = null
let isDone = false

const all = () => ({ width: innerWidth, height: innerHeight })

const show = (next: Region | null): void => {
  region = next
  box.hidden = next === null
  stage?.toggleAttribute('data-chosen', next !== null)
  words.textContent = next === null ? '' : `${Math.round(next.width)} × ${Math.round(next.height)}`
  if (!next) return
  const { x, y, width, height } = next
  Object.assign(box.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` })
}

const finish = (chosen: Region | null): void => {
  if (isDone) return
  isDone = true
  client.call('capture.choose', { region: chosen }).catch((error: unknown) => {
    console.error('The part was not taken', error)
    isDone = false
  })
}

addEventListener('pointerdown', (event) => {
  if (event.button !== 0) return finish(null)
  start = { x: event.clientX, y: event.clientY }
  document.documentElement.setPointerCapture(event.pointerId)
  show(null)
})
addEventListener('pointermove', (event) => {
  if (start) show(regionBetween(start, { x: event.clientX, y: event.clientY }, all()))
})
addEventListener('pointerup', () => {
  if (!start) return
  start = null
  if (region && !isClick(region)) finish(sharesOf(region, all()))
  else show(null)
})
addEventListener('keydown', (event) => {
  if (event.key === 'Escape') return finish(null)
  if (event.key === 'Enter')
    return finish(region ? sharesOf(region, all()) : { x: 0, y: 0, width: 1, height: 1 })
  const next = regionByKey(region, event.key, event.shiftKey, all())
  if (!next) return
  event.preventDefault()
  show(next)
})
