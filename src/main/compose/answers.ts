import { defaultRetryPolicy } from '../engines/retry'
import { rising } from '../lib/rising'
import { ActiveRuns } from '../runs/ActiveRuns'
import { AnswerPlanner } from '../runs/AnswerPlanner'
import { answerSettings } from '../runs/answerSettings'
import { createAttachmentSource, type ShrinkPicture } from '../runs/attachmentSource'
import { Previews } from '../runs/Previews'
import { QuestionQueue } from '../runs/QuestionQueue'
import { Runner } from '../runs/Runner'
import type { Foundation } from './foundation'
import { composeTools, type ToolsNeeds } from './tools'

export interface AnswersSurroundings {
  readonly shrinkPicture: ShrinkPicture
}

export type Answers = ReturnType<typeof composeAnswers>

/** Questions and their answers: the runner, and what waits for it. */
export const composeAnswers = (
  foundation: Foundation,
  needs: ToolsNeeds,
  { shrinkPicture }: AnswersSurroundings,
) => {
  const { drawing } = needs
  const { library, growth, unsaved, rows, feeds, events, settings, engines, costs } = foundation
  const { picturePath, filePath, loadKept, now, newId } = foundation
  const previews = new Previews()
  const { tools, toolPolicies, approvals } = composeTools(foundation, needs)
  const activeRuns = new ActiveRuns(events, previews)
  const planner = new AnswerPlanner({
    library,
    settingsFor: answerSettings(settings, engines, costs),
    now: rising(now),
    newId,
  })
  const runner = new Runner({
    library,
    growth,
    unsaved,
    rows,
    feeds,
    events,
    previews,
    activeRuns,
    planner,
    tools,
    drawing,
    retryPolicy: defaultRetryPolicy,
    attachments: () =>
      createAttachmentSource({ library, picturePath, filePath, loadKept, shrink: shrinkPicture }),
    now,
    newId,
  })
  const queue = new QuestionQueue({
    library,
    feeds,
    runner,
    activeRuns,
    planner,
    newId,
    onStarted: (messageId, windowId) => {
      if (windowId !== null) events.publish({ type: 'speech.requested', windowId, messageId })
    },
  })
  // Each of these handles its own failures.
  runner.ended.subscribe(({ conversation, answer, isBeside }) => {
    if (!isBeside) void queue.advance(conversation.id, answer.state)
    void costs.check()
  })
  events.subscribe((event) => {
    if (event.type === 'settings.changed') void costs.check()
  })
  return { previews, activeRuns, runner, queue, tools, toolPolicies, approvals }
}
