import { textOf } from '@shared/model/message'
import {
  AudioLines,
  ChevronRight,
  Columns2,
  Copy,
  Ellipsis,
  GitBranch,
  ImageDown,
  Trash2,
} from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useNavigation } from '../../common/navigation/navigation'
import { client } from '../../ipc/client'
import { useSpeechFile } from '../speech/speechFileStore'
import { useAnswerFile } from './answerFileStore'
import { alsoAsk } from './besideStore'
import { ModelItems } from './ModelItems'
import { chatStore, useChat } from './useChat'

/** What can be done with a message. Open as soon as it is there: it is loaded by the click that wants it. */
export const MessageMenu = ({ messageId }: { readonly messageId: string }) => {
  const { openConversation, focusComposer } = useNavigation.getState()
  const isAnswer = useChat(({ chat }) => {
    const message = chat?.messages.get(messageId)
    return message?.role === 'assistant' && message.state !== 'streaming' && textOf(message) !== ''
  })
  const role = useChat(({ chat }) => chat?.outline.get(messageId)?.role)
  const isStreaming = useChat(({ chat }) => chat?.outline.get(messageId)?.state === 'streaming')
  const isTemporary = useChat(({ chat }) => chat?.conversation.isTemporary === true)
  const hasContent = useChat(({ chat }) => {
    const message = chat?.messages.get(messageId)
    const isOver = message?.role === 'assistant' && message.state !== 'streaming'
    return isOver && message.parts.some(({ type }) => type === 'picture' || type === 'text')
  })
  const savePicture = () => {
    const conversationId = chatStore.getState().chat?.messages.get(messageId)?.conversationId
    if (conversationId !== undefined) useAnswerFile.getState().save({ conversationId, messageId }, 'png')
  }
  const branch = async () => {
    const id = await chatStore.getState().branch(messageId)
    if (id === null) return
    openConversation(id)
    focusComposer()
  }
  const copyMarkdown = async () => {
    const message = chatStore.getState().chat?.messages.get(messageId)
    if (message) await client.call('app.copyText', { text: textOf(message) })
  }
  const remove = () => {
    focusComposer()
    void chatStore.getState().remove(messageId)
  }
  return (
    <DropdownMenu.Root defaultOpen modal={false}>
      <DropdownMenu.Trigger className="icon-button" aria-label="More" data-tooltip="More">
        <Ellipsis size={16} />
      </DropdownMenu.Trigger>
      {/* Outside the scrolling log, which would clip it, but inside its landmark. */}
      <DropdownMenu.Portal container={document.querySelector<HTMLElement>('main.stage')}>
        <DropdownMenu.Content className="menu" align="start" sideOffset={4} collisionPadding={8}>
          {role === 'assistant' && (
            <DropdownMenu.Sub>
              <DropdownMenu.SubTrigger className="menu-item">
                <Columns2 size={15} aria-hidden="true" /> Also ask…
                <ChevronRight size={14} aria-hidden="true" className="menu-more" />
              </DropdownMenu.SubTrigger>
              <DropdownMenu.Portal container={document.querySelector<HTMLElement>('main.stage')}>
                <DropdownMenu.SubContent className="menu is-tall" sideOffset={4} collisionPadding={8}>
                  <ModelItems messageId={messageId} onPick={(by) => void alsoAsk(messageId, by)} />
                </DropdownMenu.SubContent>
              </DropdownMenu.Portal>
            </DropdownMenu.Sub>
          )}
          {/* The branch would be kept. */}
          {!isTemporary && !isStreaming && (
            <DropdownMenu.Item className="menu-item" onSelect={() => void branch()}>
              <GitBranch size={15} aria-hidden="true" /> Branch into a new conversation
            </DropdownMenu.Item>
          )}
          {isAnswer && (
            <DropdownMenu.Item className="menu-item" onSelect={() => void copyMarkdown()}>
              <Copy size={15} aria-hidden="true" /> Copy as Markdown
            </DropdownMenu.Item>
          )}
          {isAnswer && (
            <DropdownMenu.Item
              className="menu-item"
              onSelect={() => useSpeechFile.getState().save(messageId)}
            >
              <AudioLines size={15} aria-hidden="true" /> Save as audio…
            </DropdownMenu.Item>
          )}
          {hasContent && (
            <DropdownMenu.Item className="menu-item" onSelect={savePicture}>
              <ImageDown size={15} aria-hidden="true" /> Save as picture…
            </DropdownMenu.Item>
          )}
          {!isStreaming && (
            <DropdownMenu.Item className="menu-item is-danger" onSelect={remove}>
              <Trash2 size={15} aria-hidden="true" /> Delete
            </DropdownMenu.Item>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
