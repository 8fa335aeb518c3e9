import { join } from 'node:path'
import { searchPageSize } from '@shared/model/search'
import type { NewName, ReadRecords } from '@shared/sync/syncedLibrary'
import { writeConversation } from '../../src/library/conversations'
import { Database } from '../../src/library/Database'
import { maintenanceStep } from '../../src/library/maintenanceStep'
import { writeMessage } from '../../src/library/messages'
import { migrate } from '../../src/library/migrate'
import { migrations } from '../../src/library/migrations'
import { search } from '../../src/library/search/search'
import { applyingRecords } from '../../src/library/sync/applyRecords'
import { confirmChanges, givingChanges } from '../../src/library/sync/changes'
import { beginAs, readIdentity, takeName } from '../../src/library/sync/identity'
import { readPositions, readTakenBase } from '../../src/library/sync/positions'
import { setState } from '../../src/library/sync/schema'
import { settleLook } from '../../src/library/sync/settle'
import { inSteps, type Steps } from '../../src/library/sync/steps'
import { answerCalls, Calls, startProcess } from './calls'

// The library's process: its own code for search and for sync, and the sync process beside it, which asks it
// as in the app. The app's process does more besides, at rest.

const [folder = '', device = '', place = ''] = process.argv.slice(2)
const database = Database.open(join(folder, 'library.db'))
migrate(database, migrations)

/** How long others had to wait for each step, and how long of it this process was at work; milliseconds. */
let steps: { wall: number; cpu: number }[] = []
const stepped = async <T>(work: Steps<T>): Promise<T> => {
  let begun = performance.now()
  let used = process.cpuUsage()
  const end = () => {
    const { user, system } = process.cpuUsage(used)
    steps.push({ wall: performance.now() - begun, cpu: (user + system) / 1_000 })
  }
  const result = await inSteps(work, async () => {
    end()
    await new Promise((resolve) => setImmediate(resolve))
    begun = performance.now()
    used = process.cpuUsage()
  })
  end()
  return result
}

const count = (table: string): number =>
  Number(database.get(`SELECT count(*) AS count FROM ${table}`)?.count ?? 0)

const round = startProcess(join(import.meta.dirname, 'syncRound.js'), [folder, device, place])
answerCalls(round, {
  giveChanges: (most: number) => stepped(givingChanges(database, most, Date.now)),
  confirmChanges: (given: Parameters<typeof confirmChanges>[1]) => confirmChanges(database, given),
  readPositions: () => readPositions(database),
  readTakenBase: () => readTakenBase(database),
  readIdentity: () => readIdentity(database),
  beginAs: (name: string) => beginAs(database, name, Date.now),
  takeName: (name: NewName) => takeName(database, name),
  settleLook: () => settleLook(database, Date.now),
  // There are neither pictures nor files in it.
  listMissingBlobs: () => [],
  applyRecords: (read: ReadRecords) => stepped(applyingRecords(database, read, Date.now)),
})
const sync = new Calls(round)

const say = (at: number): void => {
  const id = `said-${device}-${at}`
  database.transaction(() => {
    const key = writeConversation(database, {
      id: `talk-${device}`,
      title: 'A talk',
      createdAt: at,
      updatedAt: at,
      leafId: id,
      choices: {},
    })
    writeMessage(database, key, {
      id,
      conversationId: `talk-${device}`,
      parentId: null,
      role: 'user',
      state: 'complete',
      parts: [{ type: 'text', text: 'Some words that were just said.' }],
      createdAt: at,
    })
  })
}

answerCalls(process as never, {
  pids: () => [process.pid, round.pid],
  begin: () => beginAs(database, device, Date.now),
  /** What is here was told before. */
  wasTold: () => setState(database, 'backlog', 'over'),
  round: () => sync.call('round'),
  say,
  counts: () => ({ conversations: count('conversations'), messages: count('messages') }),
  search: (query: string) => search(database, { query, limit: searchPageSize }).hits.length,
  takeSteps: () => {
    const taken = steps
    steps = []
    return taken
  },
  /** What follows between requests, until all is done. */
  maintain: () => {
    while (!maintenanceStep(database).isDone);
  },
  close: () => {
    round.disconnect()
    database.close()
    setImmediate(() => process.disconnect())
  },
})
