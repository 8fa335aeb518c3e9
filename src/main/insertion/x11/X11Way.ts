import { Worker } from 'node:worker_threads'
import type { CopiedReason } from '@shared/model/insertion'
import { log } from '../../lib/log'
import type { FrontWindow, InsertionPlace, InsertionWay } from '../textInsertion'
import { getProperty, readProperty } from './requests'
import { activeWindowOf, foundWindow, frontWindow } from './windows'
import { X11Connection } from './X11Connection'
import type { X11Task } from './x11Thread'

interface Deps {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The file that does one insertion when it is loaded in a thread. */
  readonly script: string
  /** A window of ours that comes and goes: never what the user works in. */
  readonly isPassing: (window: number) => boolean
}

interface Opened {
  readonly connection: X11Connection
  readonly activeAtom: number
}

/** Other programs by the X server. */
export class X11Way implements InsertionWay {
  private opening: Promise<Opened> | null = null
  private opened: Opened | null = null

  constructor(private readonly deps: Deps) {}

  async front(): Promise<FrontWindow | null> {
    try {
      // Our window is shown right after this call: the question must leave before the first wait.
      const { connection, activeAtom } = this.opened?.connection.isOpen ? this.opened : await this.open()
      const reply = await connection.ask(getProperty(connection.server.root, activeAtom, false))
      return await frontWindow(connection, activeWindowOf(readProperty(reply)), this.deps.isPassing)
    } catch (error) {
      log.warning('The program in front is not known', error)
      return null
    }
  }

  async isThere(target: FrontWindow): Promise<boolean> {
    try {
      return (await foundWindow((await this.open()).connection, target)) !== null
    } catch {
      return false
    }
  }

  insert(text: string, target: FrontWindow, place: InsertionPlace): Promise<CopiedReason | null> {
    const { environment, script } = this.deps
    const task: X11Task = { text, target, place, environment }
    const thread = new Worker(script, { workerData: task })
    // It answers for the clipboard as long as Parley runs, and keeps nothing running by itself.
    thread.unref()
    return new Promise((resolve) => {
      thread.once('message', ({ problem }: { readonly problem: CopiedReason | null }) => resolve(problem))
      thread.once('error', (error) => {
        log.warning('Nothing could be inserted', error)
        resolve('no-way')
      })
      // After its answer this says nothing new.
      thread.once('exit', () => resolve('no-way'))
    })
  }

  /** One connection for all questions; a new one after the server has dropped it. */
  private async open(): Promise<Opened> {
    const known = await this.opening?.catch(() => null)
    if (known?.connection.isOpen) return known
    this.opening = this.connect()
    this.opened = await this.opening
    return this.opened
  }

  private async connect(): Promise<Opened> {
    const connection = await X11Connection.open(this.deps.environment)
    connection.unref()
    return { connection, activeAtom: await connection.atom('_NET_ACTIVE_WINDOW') }
  }
}
