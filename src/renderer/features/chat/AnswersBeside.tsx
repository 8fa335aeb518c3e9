import { costWords } from '@shared/model/cost'
import { modelName } from '@shared/model/engine'
import { Square } from 'lucide-react'
import { useShallow } from 'zustand/react/shallow'
import { useNavigation } from '../../common/navigation/navigation'
import { formatDecimal } from '../../ui/amounts'
import { IconButton } from '../../ui/IconButton'
import { goOnWith } from './besideStore'
import { MessageArticle } from './MessageArticle'
import { chatStore, useChat } from './useChat'

interface ColumnProps {
  readonly id: string
  readonly isMarked: boolean
  /** The conversation goes on from it as it is. */
  readonly isShown: boolean
}

/** Who wrote it, what it cost and how long it took. */
const useFacts = (id: string) =>
  useChat(
    useShallow(({ chat }) => {
      const message = chat?.messages.get(id)
      const isStreaming = (message?.state ?? chat?.outline.get(id)?.state) === 'streaming'
      const seconds =
        message?.finishedAt === undefined ? null : (message.finishedAt - message.createdAt) / 1_000
      return {
        model: message?.model === undefined ? 'Answer' : modelName(message.model),
        isStreaming,
        cost: isStreaming || message?.costUsd === undefined ? null : costWords(message.costUsd),
        time: isStreaming || seconds === null ? null : `${formatDecimal(seconds)} s`,
      }
    }),
  )

const Column = ({ id, isMarked, isShown }: ColumnProps) => {
  const { model, isStreaming, cost, time } = useFacts(id)
  const choose = async () => {
    await goOnWith(id)
    useNavigation.getState().focusComposer()
  }
  return (
    <div className="beside-column" data-shown={isShown || undefined}>
      <div className="beside-head">
        <strong className="beside-model">{model}</strong>
        <span className="beside-facts">
          {isStreaming ? 'Answering…' : [cost, time].filter((fact) => fact !== null).join(' · ')}
        </span>
        {isStreaming && (
          <IconButton
            label={`Stop ${model}`}
            className="is-narrow"
            onClick={() => void chatStore.getState().stop(id)}
          >
            <Square size={12} fill="currentColor" />
          </IconButton>
        )}
      </div>
      <MessageArticle id={id} isMarked={isMarked} by={model} />
      <button type="button" className="button beside-choose" onClick={() => void choose()}>
        Go on with this one
      </button>
    </div>
  )
}

interface Props {
  readonly ids: readonly [string, string]
  readonly shownId: string
  readonly isMarked: boolean
}

/** Two answers to the same question in two columns; either goes on. */
export const AnswersBeside = ({ ids, shownId, isMarked }: Props) => (
  <fieldset className="beside">
    <legend className="visually-hidden">Two answers</legend>
    {ids.map((id) => (
      <Column key={id} id={id} isMarked={isMarked && id === shownId} isShown={id === shownId} />
    ))}
  </fieldset>
)
