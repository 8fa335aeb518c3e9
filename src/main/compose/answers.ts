import { defaultRetryPolicy } from '../engines/retry'
import type { DrawingDeps } from '../pictures/drawing'
import { ActiveRuns } from '../runs/ActiveRuns'
import { AnswerPlanner } from '../runs/AnswerPlanner'
import { answerSettings } from '../runs/answerSettings'
import { createAttachmentSource, type ShrinkPicture } from '../runs/attachmentSource'
import { Previews } from '../runs/Previews'
import { QuestionQueue } from '../runs/QuestionQueue'
import { Runner } from '../runs/Runner'
import { Approvals } from '../tools/Approvals'
import { generateImage } from '../tools/generateImage'
import { historyTools } from '../tools/history'
import { remember } from '../tools/remember'
import { speakAloud } from '../tools/speakAloud'
import { ToolPolicies } from '../tools/ToolPolicies'
import { ToolRegistry } from '../tools/ToolRegistry'
import type { Tool } from '../tools/tool'
import type { Foundation } from './foundation'

export interface AnswersSurroundings {
  readonly shrinkPicture: ShrinkPicture
}

interface AnswersNeeds {
  readonly drawing: DrawingDeps
  readonly webTools: readonly Tool[]
  readonly toolsOfServers: () => readonly Tool[]
}

export type Answers = ReturnType<typeof composeAnswers>

/** Questions and their answers: the runner, what waits for it, and the tools that an engine may use. */
export const composeAnswers = (
  foundation: Foundation,
  { drawing, webTools, toolsOfServers }: AnswersNeeds,
  { shrinkPicture }: AnswersSurroundings,
) => {
  const { library, growth, unsaved, rows, feeds, events, settings, engines, costs } = foundation
  const { picturePath, filePath, loadKept, now, newId } = foundation
  const previews = new Previews()
  const artistOf = (engineId: string) => engines.peek('picture', { engineId })?.engine
  const toolPolicies = new ToolPolicies(settings)
  const approvals = new Approvals(events, newId)
  const own = [
    generateImage(
      drawing,
      (engineId) => engines.models.pictureAbilities(artistOf(engineId)?.id ?? engineId),
      (engineId) => artistOf(engineId)?.can?.picture !== false,
    ),
    speakAloud(({ windowId, messageId, callId }) => {
      if (windowId !== null) events.publish({ type: 'speech.requested', windowId, messageId, callId })
    }),
    ...webTools,
    remember(() => settings.get().memoryProposals),
    ...historyTools(library, () => settings.get().searchHistory),
  ]
  const tools = new ToolRegistry(own, {
    policies: toolPolicies,
    approvals,
    fromServers: toolsOfServers,
    alwaysThere: () => settings.get().toolsAlwaysThere,
  })
  const activeRuns = new ActiveRuns(events, previews)
  const planner = new AnswerPlanner({
    library,
    settingsFor: answerSettings(settings, engines, costs),
    now,
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
