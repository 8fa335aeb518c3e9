import type { AppFacts } from '@shared/ipc/app'
import type { EngineSummary } from '@shared/model/engine'
import type { AppEvent, TemporaryShown } from '@shared/model/events'
import type { Notice } from '@shared/model/notice'
import type { WaitingQuestion } from '@shared/model/serverQuestion'
import type { Settings, SettingsPatch } from '@shared/model/settings'
import type { SyncStatus } from '@shared/model/sync'
import type { Approval } from '@shared/model/tool'
import { create } from 'zustand'
import { client } from '../ipc/client'

interface AppState {
  /** Null until main has told. */
  readonly settings: Settings | null
  readonly engines: readonly EngineSummary[]
  readonly notices: readonly Notice[]
  /** Conversations that are being answered. */
  readonly running: ReadonlySet<string>
  /** Calls of tools that wait for the user's word. */
  readonly approvals: readonly Approval[]
  readonly sync: SyncStatus
  /** Pictures and files that came from another device since this window was opened. */
  readonly arrivedBlobs: ReadonlySet<string>
  /** What tool servers ask the user. */
  readonly questions: readonly WaitingQuestion[]
  /** Grows whenever `tools.list` would answer otherwise. */
  readonly toolsRevision: number
  /** The temporary conversations that windows are in. */
  readonly temporary: TemporaryShown
  /** Grows whenever `dictation.kept` would answer otherwise. */
  readonly recordingsRevision: number
  readonly facts: AppFacts | null

  apply(event: AppEvent): void
  update(patch: SettingsPatch): Promise<void>
  dismiss(kind: Notice['kind']): Promise<void>
  loadFacts(): Promise<void>
}

/** What main knows about the app as a whole, as last heard. */
export const useApp = create<AppState>()((set, get) => ({
  settings: null,
  engines: [],
  notices: [],
  running: new Set(),
  approvals: [],
  sync: { type: 'off' },
  arrivedBlobs: new Set(),
  questions: [],
  toolsRevision: 0,
  temporary: { main: null, quick: null },
  recordingsRevision: 0,
  facts: null,

  apply: (event) => {
    switch (event.type) {
      case 'settings.changed':
        return set({ settings: event.settings })
      case 'engines.changed':
        return set({ engines: event.engines })
      case 'notices.changed':
        return set({ notices: event.notices })
      case 'runs.changed':
        return set({ running: new Set(event.conversationIds) })
      case 'sync.changed':
        return set({ sync: event.status })
      case 'blobs.arrived':
        return set({ arrivedBlobs: new Set([...get().arrivedBlobs, ...event.ids]) })
      case 'approvals.changed':
        return set({ approvals: event.approvals })
      case 'questions.changed':
        return set({ questions: event.questions })
      case 'tools.changed':
        return set({ toolsRevision: get().toolsRevision + 1 })
      case 'temporary.changed':
        return set({ temporary: { main: event.main, quick: event.quick } })
      case 'library.replaced':
        // Main loads the page anew: whatever it knows is of the old one.
        return
      case 'recordings.changed':
        return set({ recordingsRevision: get().recordingsRevision + 1 })
      case 'conversations.changed':
      case 'conversations.removed':
      case 'folders.changed':
      case 'command':
      case 'speech.requested':
      case 'intents.waiting':
        return
    }
  },
  update: async (patch) => {
    const before = get().settings
    // Shown at once; main's word, which follows, decides.
    if (before) set({ settings: { ...before, ...patch } })
    try {
      set({ settings: await client.call('settings.update', patch) })
    } catch (error) {
      set({ settings: before })
      throw error
    }
  },
  dismiss: async (kind) => {
    set({ notices: get().notices.filter((notice) => notice.kind !== kind) })
    await client.call('app.dismissNotice', { kind })
  },
  loadFacts: async () => {
    if (!get().facts) set({ facts: await client.call('app.facts', {}) })
  },
}))
