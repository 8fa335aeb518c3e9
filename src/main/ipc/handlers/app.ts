import type { AppFacts, app as contract } from '@shared/ipc/app'
import { AppError } from '@shared/ipc/errors'
import type { AppEvent } from '@shared/model/events'
import type { TemporaryConversations } from '../../conversations/TemporaryConversations'
import type { Intents } from '../../desktop/Intents'
import type { EngineRegistry } from '../../engines/EngineRegistry'
import type { Emitter } from '../../lib/Emitter'
import type { ServerQuestions } from '../../mcp/ServerQuestions'
import type { ActiveRuns } from '../../runs/ActiveRuns'
import { parseOpenable } from '../../security/navigation'
import type { Notices } from '../../settings/Notices'
import type { SettingsStore } from '../../settings/SettingsStore'
import type { Sync } from '../../sync/Sync'
import type { Approvals } from '../../tools/Approvals'
import type { Handlers } from '../contexts'

interface Needs {
  readonly settings: SettingsStore
  readonly engines: EngineRegistry
  readonly notices: Notices
  readonly activeRuns: ActiveRuns
  readonly approvals: Approvals
  readonly temporary: TemporaryConversations
  readonly serverQuestions: ServerQuestions
  readonly sync: Pick<Sync, 'status'>
  readonly intents: Intents
  readonly events: Emitter<AppEvent>
  readonly facts: () => Promise<AppFacts>
  readonly openOutside: (url: string) => Promise<void>
  readonly copyText: (text: string) => Promise<void>
  readonly copyMarkdown: (markdown: string) => Promise<void>
  readonly showFolder: (folder: 'userData' | 'logs' | 'pictures') => Promise<void>
}

export const appHandlers = ({
  settings,
  engines,
  notices,
  activeRuns,
  approvals,
  temporary,
  serverQuestions,
  sync,
  intents,
  events,
  facts,
  openOutside,
  copyText,
  copyMarkdown,
  showFolder,
}: Needs): Handlers<typeof contract> => ({
  'app.facts': () => facts(),
  'app.watch': (_input, { signal, windowId }) =>
    events.watch(
      signal,
      [
        { type: 'settings.changed', settings: settings.get() },
        { type: 'engines.changed', engines: engines.list() },
        { type: 'notices.changed', notices: notices.list() },
        { type: 'runs.changed', conversationIds: activeRuns.conversationIds },
        { type: 'approvals.changed', approvals: approvals.all() },
        { type: 'sync.changed', status: sync.status },
        { type: 'temporary.changed', ...temporary.current },
        { type: 'questions.changed', questions: serverQuestions.all() },
        ...intents.missed(),
      ],
      // A page does not know its own id, so what is for one window is sorted here.
      (event) => event.type !== 'speech.requested' || event.windowId === windowId,
    ),
  'app.dismissNotice': ({ kind }) => notices.dismiss(kind),
  'app.openLink': ({ url }) => {
    const address = parseOpenable(url)
    if (address === null) throw new AppError('ipc/bad-input', 'This kind of link is not opened')
    return openOutside(address)
  },
  'app.copyText': ({ text }) => copyText(text),
  'app.copyMarkdown': ({ markdown }) => copyMarkdown(markdown),
  'app.showFolder': ({ folder }) => showFolder(folder),
})
