import { BrowserWindow, type WebContents } from 'electron'
import { log } from '../lib/log'
import { lockedPreferences, pageAnswer } from './hiddenPage'
import { SessionPool } from './sessionPool'

const policy = "default-src 'none'; style-src 'unsafe-inline'"
const pageUrl = 'app://words/page.html'
const sessions = new SessionPool('words', (url) => url === pageUrl)

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)

const pageOf = (words: string): string => `<!doctype html>
<meta charset="utf-8">
<title>Parley: words for sync</title>
<style>body{font:14pt/1.6 system-ui,sans-serif;margin:2cm}ol{font-size:20pt}p{max-width:14cm}</style>
<h1>Words for sync</h1>
<ol>${words
  .split(/\s+/)
  .map((word) => `<li>${escaped(word)}</li>`)
  .join('')}</ol>
<p>These words open the history that your devices share. Keep this page where only you find it.</p>`

/** Prints the words by the system's dialog. They go through no file: a page in memory is all there is. */
export const printWords = async (words: string): Promise<void> => {
  const own = sessions.take()
  own.protocol.handle('app', () => pageAnswer(pageOf(words), policy))
  const window = new BrowserWindow({
    show: false,
    webPreferences: { ...lockedPreferences(own), javascript: false },
  })
  try {
    await window.loadURL(pageUrl)
    await print(window.webContents)
  } finally {
    if (!window.isDestroyed()) window.destroy()
    sessions.giveBack(own)
  }
}

const print = (contents: WebContents): Promise<void> =>
  new Promise((resolve) =>
    contents.print({ silent: false }, (isDone, reason) => {
      // Leaving the dialog is the user's choice.
      if (!isDone) log.info(`The words were not printed: ${reason}`)
      resolve()
    }),
  )
