import { parentPort, workerData } from 'node:worker_threads'
import { type Insertion, insertByPaste } from './insertByPaste'
import { X11Connection } from './X11Connection'

/** What a thread is begun with. */
export interface X11Task extends Insertion {
  readonly environment: Readonly<Record<string, string | undefined>>
}

/*
 * One insertion. It has a thread of its own because it answers for what was on the clipboard before: Chromium
 * holds main's thread while it reads the clipboard, and would wait there for an answer from the same thread.
 * The thread ends when another program has copied something.
 */
const run = async ({ environment, ...task }: X11Task): Promise<void> => {
  const connection = await X11Connection.open(environment)
  const { problem, whenLost } = await insertByPaste(connection, task)
  parentPort?.postMessage({ problem })
  await whenLost
  connection.close()
}

void run(workerData as X11Task)
