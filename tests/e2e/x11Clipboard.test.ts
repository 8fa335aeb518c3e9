import { Buffer } from 'node:buffer'
import { type Formats, readSelection } from '../../src/main/insertion/x11/readSelection'
import * as requests from '../../src/main/insertion/x11/requests'
import { SelectionOwner, type Taken } from '../../src/main/insertion/x11/SelectionOwner'
import { X11Connection } from '../../src/main/insertion/x11/X11Connection'
import { aloneOnDesktop, expect, test } from './fixtures'
import { copied, copyElsewhere } from './helpers/otherPrograms'

// Without Parley: its X11 client against the display of these tests, and programs of the desktop.
aloneOnDesktop()

/** A connection of its own, as another program has. */
const program = async () => {
  const connection = await X11Connection.open(process.env)
  const window = connection.newId()
  connection.send(requests.createWindow(window, connection.server.root, requests.eventMasks.propertyChange))
  const clipboard = await connection.atom('CLIPBOARD')
  const taken: Taken[] = []
  const owner = new SelectionOwner({
    connection,
    window,
    hints: new Set(),
    onTaken: (each) => void taken.push(each),
  })
  return { connection, window, clipboard, owner, taken }
}

const text = async (
  { connection }: { readonly connection: X11Connection },
  words: string,
): Promise<Formats> => {
  const utf8 = await connection.atom('UTF8_STRING')
  return new Map([[utf8, { type: utf8, format: 8, data: Buffer.from(words) }]])
}

test('all formats of another program are read, held and given on unharmed, also long ones', async () => {
  const one = await program()
  const other = await program()
  try {
    const names = ['image/png', 'text/uri-list', 'x-special/gnome-copied-files', 'application/x-own']
    const [png = 0, files = 0, special = 0, own = 0] = await Promise.all(
      names.map((name) => one.connection.atom(name)),
    )
    const bytes = (length: number) => Buffer.from(Array.from({ length }, (_, at) => (at * 7) % 256))
    const formats: Formats = new Map([
      // Longer than one request may be, and exactly as long as its pieces.
      [png, { type: png, format: 8, data: bytes(3_000_001) }],
      [own, { type: own, format: 32, data: bytes(262_080 * 2) }],
      [files, { type: files, format: 8, data: Buffer.from('file:///a%20b\r\n') }],
      [special, { type: special, format: 8, data: Buffer.alloc(0) }],
    ])
    one.owner.hold(one.clipboard, formats, 0)
    await one.connection.sync()
    const read = await readSelection(other.connection, other.window, other.clipboard)
    expect([...(read?.keys() ?? [])]).toEqual([...formats.keys()])
    for (const [target, property] of formats) {
      const found = read?.get(target)
      expect(found?.type).toBe(property.type)
      expect(found?.format).toBe(property.format)
      expect(found?.data.equals(property.data)).toBe(true)
    }
    // A program of the desktop reads the same of the one that took it over.
    other.owner.hold(other.clipboard, read ?? new Map(), 0)
    await expect.poll(() => copied('text/uri-list')).toBe('file:///a%20b\r\n')
    await one.owner.whenLost()
    expect(one.owner.isHeld(one.clipboard)).toBe(false)
  } finally {
    one.connection.close()
    other.connection.close()
  }
})

test('what another program copied meanwhile is never replaced; nothing is left where nothing was', async () => {
  const parley = await program()
  try {
    parley.owner.hold(parley.clipboard, await text(parley, 'the answer'), 0)
    await parley.connection.sync()
    expect(await copied()).toBe('the answer')
    expect(parley.taken.some(({ isContent }) => isContent)).toBe(true)
    expect(parley.owner.exchange(parley.clipboard, await text(parley, 'before'))).toBe(true)
    expect(await copied()).toBe('before')

    await copyElsewhere('of the user')
    await parley.owner.whenLost()
    expect(parley.owner.exchange(parley.clipboard, await text(parley, 'before'))).toBe(false)
    parley.owner.drop(parley.clipboard)
    await parley.connection.sync()
    expect(await copied()).toBe('of the user')

    parley.owner.hold(parley.clipboard, await text(parley, 'the answer'), 0)
    parley.owner.drop(parley.clipboard)
    await parley.connection.sync()
    expect(await readSelection(parley.connection, parley.window, parley.clipboard)).toBeNull()
  } finally {
    parley.connection.close()
  }
})
