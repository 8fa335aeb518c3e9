import type { AppEvent } from '@shared/model/events'
import { Menu } from 'lucide-react'
import { lazy, Suspense, useCallback, useEffect } from 'react'
import { useApp } from '../common/appStore'
import { ErrorBoundary } from '../common/failures/ErrorBoundary'
import { useNavigation } from '../common/navigation/navigation'
import { useAnsweringEngineId } from '../features/choices/useChoices'
import { ConversationsNav, loadSearchAhead } from '../features/conversations/ConversationsNav'
import { useConversations } from '../features/conversations/conversationsStore'
import { useSelection } from '../features/conversations/selectionStore'
import { NoticesBar } from '../features/notices/NoticesBar'
import { usePictureExport } from '../features/pictures/export/pictureExportStore'
import { ReadingBar } from '../features/speech/ReadingBar'
import { hearSpeechRequest } from '../features/speech/speechStore'
import { TemporaryButton } from '../features/temporary/TemporaryButton'
import { hearTemporary, leaveTemporaryBehind } from '../features/temporary/temporaryStore'
import { useEvents } from '../ipc/useEvents'
import { IconButton } from '../ui/IconButton'
import { lazyReady } from '../ui/lazyReady'
import { whenIdle } from '../ui/whenIdle'
import { Announcer } from './announcer/Announcer'
import { ChatView, loadMessagesAhead } from './chat/ChatView'
import { runCommand } from './commands'
import { runIntents } from './intents'
import { useMute } from './useMute'
import { useNetworkBack } from './useNetworkBack'
import { useShortcuts } from './useShortcuts'
import { useTheme } from './useTheme'

// None of these is needed for the first frame.
const SettingsDialog = lazy(() =>
  import('./settings/SettingsDialog').then((module) => ({ default: module.SettingsDialog })),
)
const WelcomeDialog = lazy(() =>
  import('../features/welcome/WelcomeDialog').then((module) => ({ default: module.WelcomeDialog })),
)
const ChoicesDialog = lazy(() =>
  import('../features/choices/ChoicesDialog').then((module) => ({ default: module.ChoicesDialog })),
)
const AssistantDialog = lazy(() =>
  import('../features/assistants/AssistantDialog').then((module) => ({ default: module.AssistantDialog })),
)
const ImageDialog = lazy(() =>
  import('../features/pictures/ImageDialog').then((module) => ({ default: module.ImageDialog })),
)
const PictureEditor = lazy(() =>
  import('../features/pictures/generation/PictureEditor').then((module) => ({
    default: module.PictureEditor,
  })),
)
// Ready before it is asked for: words typed right after the shortcut belong to it.
const { Component: CommandPalette, load: loadPalette } = lazyReady(
  async () => (await import('../features/palette/CommandPalette')).CommandPalette,
)
const ImportOffer = lazy(() =>
  import('../features/transfer/ImportOffer').then((module) => ({ default: module.ImportOffer })),
)
const ExportDialog = lazy(() =>
  import('../features/transfer/ExportDialog').then((module) => ({ default: module.ExportDialog })),
)
const ExportPicturesDialog = lazy(() =>
  import('../features/pictures/export/ExportPicturesDialog').then((module) => ({
    default: module.ExportPicturesDialog,
  })),
)
const MoveDialog = lazy(() =>
  import('../features/conversations/MoveDialog').then((module) => ({ default: module.MoveDialog })),
)
const ShortcutsDialog = lazy(() =>
  import('../features/shortcuts/ShortcutsDialog').then((module) => ({ default: module.ShortcutsDialog })),
)
const ClosingDialog = lazy(() =>
  import('../features/background/ClosingDialog').then((module) => ({ default: module.ClosingDialog })),
)
const GalleryView = lazy(() =>
  import('../features/pictures/gallery/GalleryView').then((module) => ({ default: module.GalleryView })),
)

/** The window's entry calls this: what is soon asked for is loaded once the page has a moment. */
export const loadMainAhead = (): void => {
  loadSearchAhead()
  loadMessagesAhead()
  whenIdle(loadPalette)
}

const obey = (command: Extract<AppEvent, { type: 'command' }>['command']): void => {
  const navigation = useNavigation.getState()
  const verbs = {
    'new-conversation': navigation.startConversation,
    settings: () => navigation.openSettings(),
    gallery: navigation.openGallery,
    search: navigation.focusSearch,
  }
  verbs[command]()
}

const PictureEditorHere = ({ pictureId }: { readonly pictureId: string }) => (
  <PictureEditor pictureId={pictureId} engineId={useAnsweringEngineId()} />
)

const Dialogs = () => {
  const dialog = useNavigation((navigation) => navigation.dialog)
  const closeDialog = useNavigation((navigation) => navigation.closeDialog)
  const isNew = useApp((app) => app.settings?.welcomed === false)
  const takenIds = usePictureExport((pictureExport) => pictureExport.pictureIds)
  return (
    <Suspense>
      {isNew && <WelcomeDialog />}
      {dialog?.type === 'settings' && <SettingsDialog section={dialog.section} />}
      {dialog?.type === 'choices' && <ChoicesDialog />}
      {dialog?.type === 'assistant' && <AssistantDialog assistantId={dialog.assistantId} />}
      {dialog?.type === 'palette' && <CommandPalette run={runCommand} />}
      {dialog?.type === 'shortcuts' && <ShortcutsDialog />}
      {dialog?.type === 'closing' && <ClosingDialog onClose={closeDialog} />}
      {dialog?.type === 'import' && <ImportOffer offer={dialog.offer} />}
      {dialog?.type === 'export' && <ExportDialog conversationIds={dialog.conversationIds} />}
      {dialog?.type === 'move' && <MoveDialog conversationIds={dialog.conversationIds} />}
      {dialog?.type === 'image' && (
        <ImageDialog pictureId={dialog.pictureId} prompt={dialog.prompt} among={dialog.among} />
      )}
      {dialog?.type === 'edit-picture' && <PictureEditorHere pictureId={dialog.pictureId} />}
      {/* Over the gallery or over one picture's dialog, which stays as it is. */}
      {takenIds && <ExportPicturesDialog pictureIds={takenIds} />}
    </Suspense>
  )
}

const Stage = () => {
  const view = useNavigation((navigation) => navigation.view)
  const setDrawer = useNavigation((navigation) => navigation.setDrawer)
  return (
    <main className="stage">
      <div className="stage-top">
        <IconButton label="Show conversations" className="drawer-button" onClick={() => setDrawer(true)}>
          <Menu size={18} />
        </IconButton>
        <NoticesBar />
      </div>
      <ReadingBar />
      {view === 'chat' ? (
        <ChatView />
      ) : (
        <Suspense>
          <GalleryView />
        </Suspense>
      )}
    </main>
  )
}

const Shell = () => {
  const isDrawerOpen = useNavigation((navigation) => navigation.isDrawerOpen)
  const setDrawer = useNavigation((navigation) => navigation.setDrawer)
  useTheme()
  useMute()
  useNetworkBack()
  useShortcuts(runCommand)
  useEvents(
    useCallback((event: AppEvent) => {
      useApp.getState().apply(event)
      useConversations.getState().hear(event)
      hearTemporary(event)
      if (event.type === 'command') obey(event.command)
      if (event.type === 'intents.waiting' && event.window === 'main') {
        runIntents().catch((error: unknown) => console.error('Intents failed', error))
      }
      if (event.type === 'speech.requested') hearSpeechRequest(event, 'main')
      if (event.type === 'conversations.removed') {
        for (const id of event.ids) useNavigation.getState().conversationGone(id)
        useSelection.getState().forget(event.ids)
      }
    }, []),
  )
  useEffect(leaveTemporaryBehind, [])
  useEffect(() => {
    if (!isDrawerOpen) return
    const close = (event: KeyboardEvent) => {
      if (event.key === 'Escape') setDrawer(false)
    }
    document.addEventListener('keydown', close)
    return () => document.removeEventListener('keydown', close)
  }, [isDrawerOpen, setDrawer])

  return (
    <div className="shell" data-drawer={isDrawerOpen || undefined}>
      <button type="button" className="skip" onClick={() => useNavigation.getState().focusComposer()}>
        Skip to the composer
      </button>
      <ConversationsNav besideNew={<TemporaryButton />} />
      {isDrawerOpen && (
        <button
          type="button"
          className="drawer-shade"
          aria-label="Hide conversations"
          onClick={() => setDrawer(false)}
        />
      )}
      <Stage />
      <Dialogs />
      <Announcer />
    </div>
  )
}

/** The main window. */
export const App = () => (
  <ErrorBoundary
    fallback={(retry) => (
      <div role="alert" className="whole-failure">
        <h1>Parley’s window had a fault</h1>
        <p>Nothing is lost: conversations and answers are kept outside this window and go on.</p>
        <button type="button" className="button primary" onClick={retry}>
          Show the window again
        </button>
      </div>
    )}
  >
    <Shell />
  </ErrorBoundary>
)
