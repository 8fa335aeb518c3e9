import { costWords } from '@shared/model/cost'
import { modelName } from '@shared/model/engine'
import type { PictureShown } from '@shared/model/gallery'
import type { Picture } from '@shared/model/picture'
import { Check, Copy, MessageSquare, Trash2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useApp } from '../../common/appStore'
import { useNavigation } from '../../common/navigation/navigation'
import { client } from '../../ipc/client'
import { useCall } from '../../ipc/useCall'
import { formatBytes } from '../../ui/amounts'
import { formatShortMoment } from '../../ui/dates'
import { IconButton } from '../../ui/IconButton'

const isMade = ({ origin, model }: Picture): boolean =>
  origin === 'made' || (origin === undefined && model !== null)

type Fact = readonly [name: string, words: string]

const factsOf = (picture: Picture, engine: string | undefined): readonly Fact[] => {
  const { width, height, format, byteLength, model, costUsd, createdAt, details } = picture
  const made = isMade(picture)
  const facts: (Fact | null)[] = [
    ['Size', `${width} × ${height}`],
    ['File', `${format.toUpperCase()}, ${formatBytes(byteLength)}`],
    model === null ? null : ['Model', modelName(model)],
    engine === undefined ? null : ['Engine', engine],
    details?.quality === undefined ? null : ['Quality', details.quality],
    details?.background === undefined ? null : ['Background', details.background],
    // A picture that the user brought along was never paid for here.
    made ? ['Cost', costWords(costUsd)] : null,
    [made ? 'Made' : 'Added', formatShortMoment(createdAt)],
  ]
  return facts.filter((fact) => fact !== null)
}

/** The conversations that show it, newest knowledge; null until it is there. */
const useShownIn = (pictureId: string): readonly PictureShown[] | null => {
  const shown = useCall(
    () => client.call('gallery.shownIn', { pictureId }).then((found) => ({ of: pictureId, in: found })),
    [pictureId],
    'Where the picture is shown could not be read',
  )
  return shown?.of === pictureId ? shown.in : null
}

const Prompt = ({ prompt }: { readonly prompt: string }) => {
  const [isCopied, setCopied] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: of another prompt
  useEffect(() => setCopied(false), [prompt])
  if (prompt.trim() === '') return null
  return (
    <div className="image-words">
      <p className="image-prompt">{prompt}</p>
      <IconButton
        label={isCopied ? 'Copied the prompt' : 'Copy the prompt'}
        onClick={() => {
          client
            .call('app.copyText', { text: prompt })
            .then(() => setCopied(true))
            .catch((error: unknown) => console.error('The prompt could not be copied', error))
        }}
      >
        {isCopied ? <Check size={15} /> : <Copy size={15} />}
      </IconButton>
    </div>
  )
}

const Ways = ({ shown }: { readonly shown: readonly PictureShown[] }) => {
  const goTo = ({ conversationId, messageId }: PictureShown) => {
    useNavigation.getState().closeDialog()
    useNavigation.getState().openConversation(conversationId, { messageId })
  }
  const [first, ...others] = shown
  if (!first) return <p className="field-hint">No message shows it any more.</p>
  return (
    <div className="image-ways">
      <button type="button" className="button" onClick={() => goTo(first)}>
        <MessageSquare size={16} aria-hidden="true" /> Show in conversation
      </button>
      <p className="field-hint">
        {first.title}
        {first.isInTrash && (
          <>
            {' '}
            <Trash2 size={12} aria-hidden="true" /> in the trash
          </>
        )}
      </p>
      {others.length > 0 && (
        <ul aria-label="Also shown in" className="image-others">
          {others.map((other) => (
            <li key={other.messageId}>
              <button type="button" className="link-button" onClick={() => goTo(other)}>
                {other.title}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** What is known of a picture, and the way back to where it was made. */
export const ImageFacts = ({
  pictureId,
  picture,
  prompt,
}: {
  readonly pictureId: string
  /** Null: not read yet. */
  readonly picture: Picture | null
  readonly prompt: string
}) => {
  const engine = useApp((app) => app.engines.find(({ id }) => id === picture?.engineId)?.name)
  const shown = useShownIn(pictureId)
  return (
    <>
      <Prompt prompt={prompt} />
      {picture && (
        <dl className="image-facts">
          {factsOf(picture, engine).map(([name, words]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{words}</dd>
            </div>
          ))}
        </dl>
      )}
      {shown && picture && <Ways shown={shown} />}
    </>
  )
}
