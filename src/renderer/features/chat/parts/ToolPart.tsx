import { readableJson } from '@shared/lib/readableJson'
import { resultsByCall, type ToolCallPart } from '@shared/model/message'
import type { ApprovalAnswer } from '@shared/model/tool'
import { ChevronRight, Loader2, Wrench } from 'lucide-react'
import { useChat } from '../useChat'
import { AskedOfUser, answeredWords } from './AskedOfUser'
import { proposedFact, RememberPart } from './RememberPart'
import { ResultLinks } from './ResultLinks'

interface Props {
  readonly messageId: string
  readonly index: number
}

const toolNames: Readonly<Record<string, string>> = {
  generate_image: 'Draws a picture',
  speak: 'Speaks',
  search_web: 'Searches the web',
  read_page: 'Reads a page',
  search_history: 'Searches your history',
  read_conversation: 'Reads a conversation of yours',
  remember: 'Asks to remember',
  find_tools: 'Looks for tools',
}

/** What the user decided, when they were asked. */
const decisions: Readonly<Record<ApprovalAnswer, string>> = {
  once: 'allowed once',
  conversation: 'allowed in this conversation',
  always: 'always allowed',
  denied: 'not allowed',
}

/** A step that the model took with a tool: its name, and folded what went in and came out. */
export const ToolPart = ({ messageId, index }: Props) => {
  const call = useChat(({ chat }) => chat?.messages.get(messageId)?.parts[index]) as ToolCallPart | undefined
  const result = useChat(({ chat }) => {
    const parts = chat?.messages.get(messageId)?.parts
    return call && parts && resultsByCall(parts).get(call)
  })
  const isRunning = useChat(({ chat }) => chat?.messages.get(messageId)?.state === 'streaming') && !result
  if (call?.type !== 'tool-call') return null
  const fact = call.name === 'remember' && result && !result.isError ? proposedFact(call) : null
  if (fact !== null) return <RememberPart messageId={messageId} callId={call.callId} fact={fact} />
  return (
    <details className="fold">
      <summary>
        <ChevronRight aria-hidden="true" size={14} />
        {isRunning ? (
          <Loader2 aria-hidden="true" size={14} className="spin" />
        ) : (
          <Wrench aria-hidden="true" size={14} />
        )}
        {toolNames[call.name] ?? call.name}
        {result?.approval && <span className="fold-decision">{decisions[result.approval]}</span>}
        {result?.questions && <span className="fold-decision">{answeredWords(result.questions)}</span>}
        {result?.isError && result.approval !== 'denied' && <span className="fold-note">did not work</span>}
      </summary>
      <div className="fold-body">
        <pre className="tool-text">{readableJson(call.input)}</pre>
        {result?.questions?.map((question, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: what was asked never changes
          <AskedOfUser key={at} question={question} />
        ))}
        {result?.links && <ResultLinks links={result.links} />}
        {result && <pre className="tool-text">{result.output}</pre>}
      </div>
    </details>
  )
}
