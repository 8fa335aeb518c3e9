import type { ConversationChoices } from '@shared/model/conversation'
import type { PictureFilter } from '@shared/model/gallery'
import type { IntentWindow } from '@shared/model/intent'
import type { Inspected } from '@shared/model/transfer'
import { create } from 'zustand'

export type SettingsSection =
  | 'engine'
  | 'answers'
  | 'assistants'
  | 'commands'
  | 'tools'
  | 'costs'
  | 'speech'
  | 'dictation'
  | 'quick'
  | 'pictures'
  | 'appearance'
  | 'background'
  | 'capture'
  | 'history'
  | 'sync'
  | 'backups'
  | 'storage'

/** An export that was dropped on the window, and what else may be done with it. */
export interface ImportOffer extends Inspected {
  readonly fileId: string
  readonly attach: () => void
}

/** A message to bring into view and mark for a moment. */
export interface Target {
  readonly messageId: string
  /** What it was found by, to be marked in it. */
  readonly words?: string
}

/** The field of this window, where dictated words are put. */
export interface DictationTarget {
  readonly field: () => HTMLTextAreaElement | null
  /** Settled once the question is under way, or is not going to be. */
  readonly send: () => Promise<void>
  /** The choices with which a new conversation begins. */
  readonly choices: () => ConversationChoices
}

interface Navigation {
  /** The window that this page is in; its entry says so before anything is drawn. */
  readonly window: IntentWindow
  readonly view: 'chat' | 'gallery'
  /** Null: a conversation that has not begun. */
  readonly conversationId: string | null
  /** Another number for each conversation that is opened; the same when a new one gets its id. */
  readonly visit: number
  readonly target: Target | null
  readonly dialog: /** Null: from the beginning. */
    | { readonly type: 'settings'; readonly section: SettingsSection | null }
    | { readonly type: 'choices' }
    /** Null: a new one. */
    | { readonly type: 'assistant'; readonly assistantId: string | null }
    | { readonly type: 'palette' }
    | { readonly type: 'shortcuts' }
    | { readonly type: 'closing' }
    | { readonly type: 'import'; readonly offer: ImportOffer }
    | { readonly type: 'move'; readonly conversationIds: readonly string[] }
    | { readonly type: 'export'; readonly conversationIds: readonly string[] }
    | {
        readonly type: 'image'
        readonly pictureId: string
        readonly prompt: string
        /** Its neighbours are of these. */
        readonly among: PictureFilter
      }
    | { readonly type: 'edit-picture'; readonly pictureId: string }
    | null
  /** The conversation list over the page, where the window is too narrow for a column. */
  readonly isDrawerOpen: boolean
  /** Counts requests to put the caret into the composer or the search. */
  readonly composerFocus: number
  readonly searchFocus: number
  /** Counts requests to change the name of the shown conversation. */
  readonly renaming: number
  /** Null while no field is shown. */
  readonly dictationTarget: DictationTarget | null

  enterWindow(window: IntentWindow): void
  openConversation(id: string, target?: Target): void
  startConversation(): void
  /** The new conversation now has its id: same view, nothing to reload. */
  adoptConversation(id: string): void
  conversationGone(id: string): void
  clearTarget(): void
  openGallery(): void
  openSettings(section?: SettingsSection): void
  /** The settings of the shown conversation. */
  openChoices(): void
  openAssistant(assistantId: string | null): void
  /** The image's neighbours are the pictures of the shown conversation where `among` is absent. */
  openImage(pictureId: string, prompt: string, among?: PictureFilter): void
  openPictureEditor(pictureId: string): void
  openPalette(): void
  openShortcuts(): void
  askAboutClosing(): void
  openImportOffer(offer: ImportOffer): void
  /** Chooses a folder for these conversations. */
  openMove(conversationIds: readonly string[]): void
  openExport(conversationIds: readonly string[]): void
  closeDialog(): void
  setDrawer(isOpen: boolean): void
  focusComposer(): void
  focusSearch(): void
  rename(): void
  /** Returns what takes it away again. */
  setDictationTarget(target: DictationTarget): () => void
}

/** What is shown. Lost with the window, on purpose: everything worth keeping is main's. */
export const useNavigation = create<Navigation>()((set, get) => ({
  window: 'main',
  view: 'chat',
  conversationId: null,
  visit: 0,
  target: null,
  dialog: null,
  isDrawerOpen: false,
  composerFocus: 0,
  searchFocus: 0,
  renaming: 0,
  dictationTarget: null,

  enterWindow: (window) => set({ window }),
  openConversation: (id, target) =>
    set({
      view: 'chat',
      conversationId: id,
      visit: get().conversationId === id ? get().visit : get().visit + 1,
      target: target ?? null,
      isDrawerOpen: false,
    }),
  startConversation: () =>
    set({
      view: 'chat',
      conversationId: null,
      visit: get().visit + 1,
      target: null,
      isDrawerOpen: false,
      composerFocus: get().composerFocus + 1,
    }),
  adoptConversation: (id) => set({ conversationId: id }),
  conversationGone: (id) => {
    if (get().conversationId === id) set({ conversationId: null, target: null, visit: get().visit + 1 })
  },
  clearTarget: () => set({ target: null }),
  openGallery: () => set({ view: 'gallery', isDrawerOpen: false }),
  openSettings: (section) =>
    set({ dialog: { type: 'settings', section: section ?? null }, isDrawerOpen: false }),
  openChoices: () => set({ dialog: { type: 'choices' }, isDrawerOpen: false }),
  openAssistant: (assistantId) => set({ dialog: { type: 'assistant', assistantId } }),
  openImage: (pictureId, prompt, among) => {
    const { conversationId } = get()
    const ofHere = conversationId === null ? {} : { conversationId }
    set({ dialog: { type: 'image', pictureId, prompt, among: among ?? ofHere } })
  },
  openPictureEditor: (pictureId) => set({ dialog: { type: 'edit-picture', pictureId } }),
  openPalette: () => set({ dialog: { type: 'palette' }, isDrawerOpen: false }),
  openShortcuts: () => set({ dialog: { type: 'shortcuts' }, isDrawerOpen: false }),
  askAboutClosing: () => set({ dialog: { type: 'closing' }, isDrawerOpen: false }),
  openImportOffer: (offer) => set({ dialog: { type: 'import', offer } }),
  openMove: (conversationIds) => set({ dialog: { type: 'move', conversationIds } }),
  openExport: (conversationIds) => set({ dialog: { type: 'export', conversationIds } }),
  closeDialog: () => set({ dialog: null }),
  setDrawer: (isOpen) => set({ isDrawerOpen: isOpen }),
  focusComposer: () => set({ view: 'chat', composerFocus: get().composerFocus + 1 }),
  focusSearch: () => set({ isDrawerOpen: true, searchFocus: get().searchFocus + 1 }),
  rename: () => set({ view: 'chat', renaming: get().renaming + 1 }),
  setDictationTarget: (dictationTarget) => {
    set({ dictationTarget })
    return () => {
      if (get().dictationTarget === dictationTarget) set({ dictationTarget: null })
    }
  },
}))
