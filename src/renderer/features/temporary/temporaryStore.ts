import type { AppEvent } from '@shared/model/events'
import { create } from 'zustand'
import { useApp } from '../../common/appStore'
import { useNavigation } from '../../common/navigation/navigation'
import { client } from '../../ipc/client'

interface TemporaryStore {
  /** The one that was left last, while it can come back. */
  readonly leftId: string | null
  begin(): Promise<void>
  keep(conversationId: string): Promise<void>
  comeBack(): Promise<void>
  forgetLeft(): void
}

const show = (conversationId: string): void => {
  const { openConversation, focusComposer } = useNavigation.getState()
  openConversation(conversationId)
  focusComposer()
}

/** The main window's temporary conversation: main holds it, and which one it is. */
export const useTemporary = create<TemporaryStore>()((set, get) => ({
  leftId: null,
  begin: async () => {
    const conversationId = crypto.randomUUID()
    const begun = client.call('temporary.begin', { window: 'main', conversationId })
    // At once: what is typed from here on is not for the history.
    useApp.setState(({ temporary }) => ({ temporary: { ...temporary, main: conversationId } }))
    show(conversationId)
    set({ leftId: (await begun).leftId })
  },
  keep: async (conversationId) => {
    await client.call('temporary.keep', { conversationId })
    useNavigation.getState().focusComposer()
  },
  comeBack: async () => {
    const { leftId } = get()
    if (leftId === null) return
    set({ leftId: null })
    await client.call('temporary.comeBack', { conversationId: leftId })
    show(leftId)
  },
  forgetLeft: () => set({ leftId: null }),
}))

/** Leaving it for another conversation is its end; main gives it some time for coming back. */
export const leaveTemporaryBehind = (): (() => void) =>
  useNavigation.subscribe((now, before) => {
    const { main } = useApp.getState().temporary
    if (main === null || before.conversationId !== main || now.conversationId === main) return
    client
      .call('temporary.leave', { conversationId: main, window: 'main' })
      .then(({ canComeBack }) => useTemporary.setState({ leftId: canComeBack ? main : null }))
      .catch((error: unknown) => console.error('Leaving a temporary conversation failed', error))
  })

let isFirst = true

/** The page is new, but its temporary conversation may not be. */
export const hearTemporary = (event: AppEvent): void => {
  if (event.type !== 'temporary.changed' || !isFirst) return
  isFirst = false
  const { conversationId, openConversation } = useNavigation.getState()
  if (event.main !== null && conversationId === null) openConversation(event.main)
}

/** The conversation on screen is a temporary one. */
export const useIsTemporary = (): boolean => {
  const main = useApp((app) => app.temporary.main)
  const conversationId = useNavigation((navigation) => navigation.conversationId)
  return main !== null && main === conversationId
}
