import { Buffer } from 'node:buffer'
import type { Formats } from './readSelection'
import * as requests from './requests'
import type { X11Connection } from './X11Connection'

/** A program has asked for what we hold. */
export interface Taken {
  readonly requestor: number
  /** It was given the words themselves, not the list of formats or a hint. */
  readonly isContent: boolean
}

interface Asked {
  readonly time: number
  readonly requestor: number
  readonly selection: number
  readonly target: number
  readonly property: number
}

interface Deps {
  readonly connection: X11Connection
  readonly window: number
  /** Formats that are not the content: asked for by those who watch. */
  readonly hints: ReadonlySet<number>
  readonly onTaken: (taken: Taken) => void
}

interface Held {
  readonly formats: Formats
  readonly time: number
}

/**
 * Holds selections: answers every program that asks, until another program takes its place. What is held may
 * be replaced meanwhile without giving it up.
 */
export class SelectionOwner {
  private readonly held = new Map<number, Held>()
  /** Long contents on their way, by window and property. */
  private readonly sending = new Map<string, { readonly property: requests.Property; at: number }>()
  private lost: () => void = () => {}
  private readonly names: Promise<{
    readonly targets: number
    readonly timestamp: number
    readonly incr: number
  }>

  constructor(private readonly deps: Deps) {
    const { connection } = deps
    connection.listen((code, event) => this.hear(code, event))
    this.names = Promise.all([
      connection.atom('TARGETS'),
      connection.atom('TIMESTAMP'),
      connection.atom('INCR'),
    ]).then(([targets, timestamp, incr]) => ({ targets, timestamp, incr }))
  }

  /** Takes a selection. `time` is the server's, from an event. */
  hold(selection: number, formats: Formats, time: number): void {
    this.held.set(selection, { formats, time })
    this.deps.connection.send(requests.setSelectionOwner(this.deps.window, selection, time))
  }

  /** Holds something else from now on. False where another program has it by now: theirs stays. */
  exchange(selection: number, formats: Formats): boolean {
    const held = this.held.get(selection)
    if (!held) return false
    this.held.set(selection, { ...held, formats })
    return true
  }

  /** Gives a selection up, so that nothing is on it. */
  drop(selection: number): void {
    const held = this.held.get(selection)
    if (!held) return
    this.held.delete(selection)
    this.deps.connection.send(requests.setSelectionOwner(0, selection, held.time))
  }

  isHeld(selection: number): boolean {
    return this.held.has(selection)
  }

  /** Resolves once nothing is held any more: other programs have copied since. */
  whenLost(): Promise<void> {
    if (this.held.size === 0) return Promise.resolve()
    return new Promise((resolve) => {
      this.lost = resolve
    })
  }

  private hear(code: number, event: Buffer): void {
    if (code === requests.events.selectionClear) {
      this.held.delete(event.readUInt32LE(12))
      if (this.held.size === 0) this.lost()
    }
    if (code === requests.events.selectionRequest && event.readUInt32LE(8) === this.deps.window) {
      void this.answer({
        time: event.readUInt32LE(4),
        requestor: event.readUInt32LE(12),
        selection: event.readUInt32LE(16),
        target: event.readUInt32LE(20),
        property: event.readUInt32LE(24),
      })
    }
    if (code === requests.events.propertyNotify && event.readUInt8(16) === 1)
      void this.sendNext(event.readUInt32LE(4), event.readUInt32LE(8))
  }

  private async answer(asked: Asked): Promise<void> {
    const { connection } = this.deps
    const names = await this.names
    const held = this.held.get(asked.selection)
    // Old programs name no property: the target's name is meant.
    const property = asked.property === 0 ? asked.target : asked.property
    const found = held && this.contentOf(asked.target, held, names)
    if (!found) {
      connection.send(requests.selectionNotify(asked, 0))
      return
    }
    if (found.data.length > this.mostAtOnce) {
      // The one who asked deletes each piece when it has read it.
      connection.send(requests.selectEvents(asked.requestor, requests.eventMasks.propertyChange))
      this.sending.set(`${asked.requestor} ${property}`, { property: found, at: 0 })
      const size = Buffer.alloc(4)
      size.writeUInt32LE(found.data.length)
      connection.send(
        requests.changeProperty(asked.requestor, property, { type: names.incr, format: 32, data: size }),
      )
    } else connection.send(requests.changeProperty(asked.requestor, property, found))
    connection.send(requests.selectionNotify(asked, property))
    const isContent = held.formats.has(asked.target) && !this.deps.hints.has(asked.target)
    this.deps.onTaken({ requestor: asked.requestor, isContent })
  }

  private contentOf(
    target: number,
    { formats, time }: Held,
    names: { readonly targets: number; readonly timestamp: number },
  ): requests.Property | undefined {
    const listed = (values: readonly number[], type: number): requests.Property => {
      const data = Buffer.alloc(values.length * 4)
      for (const [index, value] of values.entries()) data.writeUInt32LE(value, index * 4)
      return { type, format: 32, data }
    }
    if (target === names.targets)
      return listed([names.targets, names.timestamp, ...formats.keys()], requests.atoms.atom)
    if (target === names.timestamp) return listed([time], 19)
    return formats.get(target)
  }

  /** The next piece of a long content; an empty one says that it was the last. */
  private async sendNext(window: number, property: number): Promise<void> {
    const key = `${window} ${property}`
    const sending = this.sending.get(key)
    if (!sending) return
    const { format, type, data } = sending.property
    const piece = data.subarray(sending.at, sending.at + this.mostAtOnce)
    sending.at += piece.length
    if (piece.length === 0) this.sending.delete(key)
    this.deps.connection.send(requests.changeProperty(window, property, { type, format, data: piece }))
  }

  /** Whole elements of any size; what the server takes, and no more than is good in one go. */
  private get mostAtOnce(): number {
    return Math.min(this.deps.connection.server.mostBytes - 64, 256 * 1024) & ~3
  }
}
