import { useShallow } from 'zustand/react/shallow'
import { useChat } from '../useChat'

/**
 * How far several pictures of an answer are; nothing where there is only one, or nothing is drawn any more.
 */
export const PictureProgress = ({ messageId }: { readonly messageId: string }) => {
  const { all, done, isDrawing } = useChat(
    useShallow(({ chat }) => {
      const message = chat?.messages.get(messageId)
      const pictures = message?.parts.filter((part) => part.type === 'picture') ?? []
      return {
        all: pictures.length,
        done: pictures.filter(({ pictureId, failure }) => pictureId !== null || failure !== undefined).length,
        isDrawing: message?.state === 'streaming',
      }
    }),
  )
  if (!isDrawing || all < 2 || done === all) return null
  return (
    <p className="picture-progress" role="status">
      <progress value={done} max={all} aria-label="Pictures done" /> {done} of {all} done
    </p>
  )
}
