import { factSchema, mostFacts, proposedFactId } from '@shared/model/memory'
import type { ToolCallPart } from '@shared/model/message'
import { BookHeart } from 'lucide-react'
import { useApp } from '../../../common/appStore'
import { useChat } from '../useChat'

/** The words of a call that proposes a fact; null where they cannot be read. */
export const proposedFact = ({ input }: ToolCallPart): string | null => {
  try {
    const { fact } = JSON.parse(input) as { readonly fact?: unknown }
    return factSchema.shape.text.safeParse(fact).data ?? null
  } catch {
    // The model's input is damaged: it is shown as any other call.
    return null
  }
}

const failed = (error: unknown) => console.error('The memory could not be changed', error)

/** A fact that the model proposes to remember: kept by the user’s press alone, which can be undone. */
export const RememberPart = ({
  messageId,
  callId,
  fact,
}: {
  readonly messageId: string
  readonly callId: string
  readonly fact: string
}) => {
  const memory = useApp((app) => app.settings?.memory)
  const update = useApp((app) => app.update)
  const usesMemory = useChat(({ chat }) => chat?.conversation.choices.usesMemory !== false)
  if (!memory) return null
  const id = proposedFactId(messageId, callId)
  const others = memory.filter((each) => each.id !== id)
  const isKept = others.length < memory.length
  return (
    <div className="remember">
      <BookHeart size={15} aria-hidden="true" />
      <span dir="auto">{fact}</span>
      {isKept ? (
        <>
          <span className="fold-decision">{usesMemory ? 'remembered' : 'remembered, not used here'}</span>
          <button
            type="button"
            className="button small"
            onClick={() => update({ memory: others }).catch(failed)}
          >
            Forget
          </button>
        </>
      ) : (
        <button
          type="button"
          className="button small"
          disabled={memory.length >= mostFacts}
          onClick={() => update({ memory: [...memory, { id, text: fact, assistantId: null }] }).catch(failed)}
        >
          Remember
        </button>
      )}
    </div>
  )
}
