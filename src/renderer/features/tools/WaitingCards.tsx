import { lazy, Suspense } from 'react'
import { useApp } from '../../common/appStore'
import { ApprovalCard } from './ApprovalCard'

/** Loaded when a server asks something, which is rare. */
const QuestionCard = lazy(async () => ({ default: (await import('./QuestionCard')).QuestionCard }))

/** What waits for the user's word in this conversation: calls of tools, and what their servers ask. */
export const WaitingCards = ({ conversationId }: { readonly conversationId: string | null }) => {
  const question = useApp((app) => app.questions.find((each) => each.conversationId === conversationId))
  return (
    <>
      <ApprovalCard conversationId={conversationId} />
      {question && (
        <Suspense>
          <QuestionCard key={question.id} question={question} />
        </Suspense>
      )}
    </>
  )
}
