import { rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { usualWay } from '../engines/transport/Transport'
import { realTimers } from '../lib/timers'
import type { ChildPort } from '../library/childPort'
import { defaultAssistants } from '../settings/defaultAssistants'
import { ArrivedChanges } from '../sync/ArrivedChanges'
import { SharedSettings, shareSettings } from '../sync/SharedSettings'
import { Sync } from '../sync/Sync'
import { SyncFile } from '../sync/SyncFile'
import { SyncHostClient } from '../sync/SyncHostClient'
import { SyncSecrets } from '../sync/SyncSecrets'
import { type SyncDialogs, SyncWords } from '../sync/SyncWords'
import type { Answers } from './answers'
import type { Foundation } from './foundation'
import type { composeHistory } from './history'

export interface SyncSurroundings {
  readonly userData: string
  readonly syncDialogs: SyncDialogs
  readonly spawnSyncHost: () => ChildPort
  /** Both ends of a channel, to be handed to a process each. */
  readonly makeChannel: () => readonly [unknown, unknown]
  /** A window of ours has the keyboard. */
  readonly isFocused: () => boolean
  readonly watchMoments: (onMoment: () => void) => () => void
  readonly appVersion: string
}

/** One history on several devices. Nothing of it runs, or is loaded, while it is off. */
export const composeSync = (
  foundation: Foundation,
  { activeRuns }: Pick<Answers, 'activeRuns'>,
  { conversations, organizer, backups }: ReturnType<typeof composeHistory>,
  surroundings: SyncSurroundings,
) => {
  const { library, libraryOpened, libraryShared, secrets, transport } = foundation
  const { feeds, rows, events, settings, now } = foundation
  const { userData, spawnSyncHost, makeChannel, isFocused, watchMoments, appVersion } = surroundings
  const folder = join(userData, 'sync')
  /** What is new in one of the two processes finds the other. */
  const connect = () => {
    if (!host.isRunning || !library.isServing) return
    const [one, other] = makeChannel()
    library.serveSync(one)
    host.meetLibrary(other)
  }
  const host = new SyncHostClient({
    spawn: spawnSyncHost,
    onActivity: ({ activity, progress }) => sync.at(activity, progress),
    onCame: () => sync.came(),
    onStarted: connect,
  })
  const arrived = new ArrivedChanges({
    library,
    isOpen: feeds.has.bind(feeds),
    isWriting: activeRuns.isWriting.bind(activeRuns),
    publish: feeds.publish.bind(feeds),
    tellRows: rows.tellAgain.bind(rows),
    forget: conversations.deletedElsewhere.bind(conversations),
    tellFolders: organizer.tellFolders.bind(organizer),
    timers: realTimers,
  })
  const sync = new Sync({
    file: new SyncFile(join(userData, 'sync.json')),
    secrets: new SyncSecrets(secrets),
    host,
    library,
    arrived,
    events,
    backUp: backups.createBeforeSync.bind(backups),
    proxyTo: async (address) => {
      const route = await transport.routeTo(new URL(address), usualWay)
      return route.type === 'proxy' ? route.address : null
    },
    folder: { path: folder, remove: () => rm(folder, { recursive: true, force: true }) },
    isFocused,
    watchMoments,
    deviceName: () => hostname(),
    appVersion,
    now,
    timers: realTimers,
  })
  libraryOpened.subscribe(() => {
    connect()
    sync.opened()
  })
  const shared = new SharedSettings({ library, settings, originals: defaultAssistants })
  libraryShared.subscribe((told) => sync.heard(told))
  shareSettings(shared, { events, libraryShared, isOn: () => sync.status.type === 'on' })
  return {
    sync,
    syncWords: new SyncWords(surroundings.syncDialogs),
    closeSync: async () => {
      arrived.dispose()
      await sync.close()
    },
  }
}
