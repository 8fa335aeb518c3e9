import { detailWords, totalWords } from './costWords'
import { useConversationCosts } from './useCosts'

/** What a conversation has cost so far, and for what. */
export const ConversationCosts = ({ conversationId }: { readonly conversationId: string }) => {
  const sum = useConversationCosts(conversationId, 'open')
  return (
    <section className="settings-group" aria-label="Costs of this conversation">
      <h3>What it has cost</h3>
      {sum && (
        <>
          <p>{sum.costUsd === 0 && sum.unknownCount === 0 ? 'Nothing' : totalWords(sum)}</p>
          <p className="field-hint">{detailWords(sum).join(' · ')}</p>
        </>
      )}
    </section>
  )
}
