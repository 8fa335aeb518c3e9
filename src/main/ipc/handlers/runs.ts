import type { runs as contract } from '@shared/ipc/runs'
import type { QuestionQueue } from '../../runs/QuestionQueue'
import type { Runner } from '../../runs/Runner'
import type { Handlers } from '../contexts'

interface Needs {
  readonly runner: Runner
  readonly queue: QuestionQueue
}

export const runsHandlers = ({ runner, queue }: Needs): Handlers<typeof contract> => ({
  'runs.start': (input, { windowId }) => runner.start(input, windowId),
  'runs.enqueue': (input, { windowId }) => queue.enqueue(input, windowId),
  'runs.unqueue': ({ conversationId, queuedId }) => queue.unqueue(conversationId, queuedId),
  'runs.regenerate': (input, { windowId }) => runner.regenerate(input, windowId),
  'runs.continue': (input, { windowId }) => runner.continue(input, windowId),
  'runs.alsoAsk': (input, { windowId }) => runner.alsoAsk(input, windowId),
  'runs.stop': ({ conversationId, messageId }) => runner.stopAnswer(conversationId, messageId),
})
