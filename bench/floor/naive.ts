import { createElement, useLayoutEffect } from 'react'
import { createRoot } from 'react-dom/client'
import Markdown from 'react-markdown'
import remarkGfm from 'remark-gfm'

// What most chat windows do: the whole message goes through react-markdown at each step. As kind to it as can
// be: no colours in code, no formulas, and however much text arrives, it is drawn at most once a frame.

declare global {
  interface Window {
    /** The bridge of the floor's preload script. */
    readonly floor: {
      begin(prompt: string): void
      onText(hear: (text: string) => void): void
      onEnd(hear: () => void): void
    }
  }
}

const elementOf = (id: string): HTMLElement => {
  const element = document.getElementById(id)
  if (!element) throw new Error(`no #${id}`)
  return element
}

const log = elementOf('log')
const root = createRoot(elementOf('text'))
const plugins = [remarkGfm]

const Answer = ({ text }: { text: string }) => {
  // The end stays in view, as in the app.
  useLayoutEffect(() => {
    if (text !== '') log.scrollTop = log.scrollHeight
  }, [text])
  return createElement(Markdown, { remarkPlugins: plugins }, text)
}

let text = ''
let isDue = false

window.floor.onText((more) => {
  text += more
  if (isDue) return
  isDue = true
  requestAnimationFrame(() => {
    isDue = false
    root.render(createElement(Answer, { text }))
  })
})

document.querySelector('textarea')?.focus()
