import { Buffer } from 'node:buffer'
import { execFileSync } from 'node:child_process'
import type { FrontWindow } from '../../src/main/insertion/textInsertion'
import { insertByPaste } from '../../src/main/insertion/x11/insertByPaste'
import * as requests from '../../src/main/insertion/x11/requests'
import { SelectionOwner } from '../../src/main/insertion/x11/SelectionOwner'
import { X11Connection } from '../../src/main/insertion/x11/X11Connection'
import { X11Way } from '../../src/main/insertion/x11/X11Way'
import { aloneOnDesktop, expect, test } from './fixtures'
import { copied, copyElsewhere, startEditor, startTextArea } from './helpers/otherPrograms'

// Without Parley: its X11 client against the display of these tests, and programs of the desktop.
aloneOnDesktop()

const openWay = () => new X11Way({ environment: process.env, script: '', isPassing: () => false })

const inFront = async (): Promise<FrontWindow> => {
  const front = await openWay().front()
  if (!front) throw new Error('Nothing is in front')
  return front
}

/** Brings a window to the front and holds this process until it is there. */
const bringNow = (title: string) =>
  execFileSync('xdotool', ['search', '--onlyvisible', '--name', title, 'windowactivate', '--sync'])

test('a user who goes elsewhere while the clipboard is read gets no words there', async () => {
  const browser = await startTextArea('')
  const editor = await startEditor('')
  const owner = await X11Connection.open(process.env)
  const connection = await X11Connection.open(process.env)
  try {
    const target = await inFront()
    expect(target.name).toBe('Mousepad')
    let hasGone = false
    owner.listen((code) => {
      if (code !== requests.events.selectionRequest || hasGone) return
      hasGone = true
      bringNow('^Field$')
    })
    const window = owner.newId()
    owner.send(requests.createWindow(window, owner.server.root, requests.eventMasks.propertyChange))
    const [clipboard, utf8] = await Promise.all([owner.atom('CLIPBOARD'), owner.atom('UTF8_STRING')])
    const held = new SelectionOwner({ connection: owner, window, hints: new Set(), onTaken: () => {} })
    held.hold(clipboard, new Map([[utf8, { type: utf8, format: 8, data: Buffer.from('mine') }]]), 0)
    await owner.sync()

    const { problem } = await insertByPaste(connection, { text: 'the answer', target, place: 'caret' })
    expect(hasGone).toBe(true)
    expect(problem).toBe('not-in-front')
    await browser.hasKeys()
    await browser.expectText('')
    expect(await copied()).toBe('mine')
    await editor.toFront()
    await editor.expectText('')
  } finally {
    owner.close()
    connection.close()
    await editor.end()
    await browser.end()
  }
})

test('a number that a window of another program has by now is no target', async () => {
  const editor = await startEditor('')
  const connection = await X11Connection.open(process.env)
  try {
    await copyElsewhere('mine')
    const target = await inFront()
    expect(await openWay().isThere(target)).toBe(true)
    const closed = { ...target, name: 'Closed' }
    expect(await openWay().isThere(closed)).toBe(false)
    const { problem } = await insertByPaste(connection, { text: 'words', target: closed, place: 'caret' })
    expect(problem).toBe('gone')
    await editor.expectText('')
  } finally {
    connection.close()
    await editor.end()
  }
})
