import { useApp } from '../common/appStore'
import { chatStore } from '../features/chat/useChat'
import { quickChoices } from '../features/quick/quickChoices'
import { client } from '../ipc/client'

/** Nothing was asked in the window's conversation yet. */
const isUnbegun = (): boolean => {
  const { conversationId, chat, pending } = chatStore.getState()
  if (conversationId === null) return true
  return chat?.conversation.isTemporary === true && chat.outline.size === 0 && pending === null
}

/** The conversation in which a question is going to be asked, where the setting wants a temporary one. */
export const prepareTemporary = async (): Promise<void> => {
  const { settings } = useApp.getState()
  if (!settings?.quickTemporary || !isUnbegun()) return
  const choices = quickChoices(settings)
  const { conversationId } = await client.call('temporary.ensure', { window: 'quick', choices })
  chatStore.getState().open(conversationId)
}

/** A new question: in the temporary conversation that main has begun for it, where there is one. */
export const openFresh = (): void => {
  const { quick } = useApp.getState().temporary
  const { conversationId, open } = chatStore.getState()
  open(quick === conversationId ? null : quick)
}

/** Main may have begun one, or have one from before the page was loaded anew. */
export const followTemporary = (): (() => void) => {
  const unfollow = useApp.subscribe(({ temporary: { quick } }, before) => {
    const { conversationId, open } = chatStore.getState()
    if (quick !== null && quick !== before.temporary.quick && conversationId === null) open(quick)
  })
  const leave = chatStore.subscribe((now, before) => {
    const { quick } = useApp.getState().temporary
    if (quick === null || before.conversationId !== quick || now.conversationId === quick) return
    client
      .call('temporary.leave', { conversationId: quick, window: 'quick' })
      .catch((error: unknown) => console.error('Leaving a temporary conversation failed', error))
  })
  return () => {
    unfollow()
    leave()
  }
}
