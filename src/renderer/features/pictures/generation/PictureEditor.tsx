import { isCancelled } from '@shared/ipc/errors'
import { builtinModelId } from '@shared/model/engine'
import type { Picture } from '@shared/model/picture'
import { pictureOptionsOf, takesSize } from '@shared/model/pictureOptions'
import { Brush, Eraser, Undo2 } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { useApp } from '../../../common/appStore'
import { wordsFor } from '../../../common/failures/failureWords'
import { troubleOf } from '../../../common/failures/trouble'
import { useNavigation } from '../../../common/navigation/navigation'
import { client } from '../../../ipc/client'
import { useCall } from '../../../ipc/useCall'
import { Dialog } from '../../../ui/Dialog'
import { quoteWords } from './generationWords'
import { MaskCanvas } from './MaskCanvas'
import { maskOf, mostMaskPixels, type Stroke } from './mask'
import { attachmentOf, startGeneration } from './startGeneration'
import { useQuote } from './useQuote'

const wordsOf = (error: unknown): string => {
  const { code, data } = troubleOf(error)
  const { title, explanation } = wordsFor(code, data)
  return `${title}. ${explanation}`
}

interface Props {
  readonly pictureId: string
  /** What would answer in the shown conversation; null where nothing does yet. */
  readonly engineId: string | null
}

/** The dialog has a picture changed: what is painted over, or all of it. */
export const PictureEditor = ({ pictureId, engineId }: Props) => {
  const closeDialog = useNavigation((navigation) => navigation.closeDialog)
  const found = useCall(
    () =>
      client.call('pictures.get', { pictureId }).then(
        (picture) => ({ picture, trouble: null }),
        (error: unknown) => ({ picture: null, trouble: wordsOf(error) }),
      ),
    [pictureId],
    'The picture could not be read',
  )
  const { picture = null, trouble = null } = found ?? {}
  return (
    <Dialog title="Change a picture" className="is-image is-editor" onClose={closeDialog}>
      {picture ? <Editor picture={picture} engineId={engineId} /> : <div className="mask-stage" />}
      {trouble && (
        <p role="alert" className="generation-wrong">
          {trouble}
        </p>
      )}
    </Dialog>
  )
}

const Editor = ({ picture, engineId }: { readonly picture: Picture } & Pick<Props, 'engineId'>) => {
  const settings = useApp((app) => app.settings)
  const quote = useQuote(engineId, 1)
  const [strokes, setStrokes] = useState<readonly Stroke[]>([])
  const [brush, setBrush] = useState(0.08)
  const [words, setWords] = useState('')
  const [unfit, setUnfit] = useState<'missing' | 'turned' | 'large' | null>(
    picture.width * picture.height > mostMaskPixels ? 'large' : null,
  )
  const [isBusy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const [brushId, wordsId] = [useId(), useId()]
  const isOffered = quote === null || quote.abilities.edits
  const isPaintable = unfit === null

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (words.trim() === '' || isBusy) return
    setBusy(true)
    setTrouble(null)
    try {
      const own = `${picture.width}x${picture.height}`
      const usual = settings ? pictureOptionsOf(settings) : {}
      const size =
        quote && takesSize(quote.abilities, own)
          ? { size: own }
          : quote?.abilities.sizes.includes('auto')
            ? { size: 'auto' }
            : {}
      const mask =
        isPaintable && strokes.length > 0
          ? await client.call('pictures.keepMask', {
              pictureId: picture.id,
              bytes: await maskOf(strokes, picture),
            })
          : {}
      await startGeneration(
        {
          prompt: words.trim(),
          wish: { ...usual, ...size, ...mask, way: 'edit' },
          attachments: [attachmentOf(picture)],
        },
        picture.conversationId,
      )
    } catch (error) {
      if (!isCancelled(error)) setTrouble(wordsOf(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <form className="editor" onSubmit={(event) => void submit(event)}>
      <MaskCanvas
        picture={picture}
        strokes={isPaintable ? strokes : []}
        brush={brush}
        onStroke={(stroke) => isPaintable && setStrokes((before) => [...before, stroke])}
        onUnfit={setUnfit}
      />
      <div className="editor-foot">
        <div className="editor-tools">
          <label htmlFor={brushId} className="editor-brush">
            <Brush size={15} aria-hidden="true" /> Brush
          </label>
          <input
            id={brushId}
            type="range"
            min={1}
            max={30}
            value={Math.round(brush * 100)}
            disabled={!isPaintable}
            onChange={({ target }) => setBrush(Number(target.value) / 100)}
          />
          <button
            type="button"
            className="button small"
            disabled={strokes.length === 0}
            onClick={() => setStrokes((before) => before.slice(0, -1))}
          >
            <Undo2 size={15} aria-hidden="true" /> Undo
          </button>
          <button
            type="button"
            className="button small"
            disabled={strokes.length === 0}
            onClick={() => setStrokes([])}
          >
            <Eraser size={15} aria-hidden="true" /> Clear
          </button>
          <span className="field-hint">
            {unfit === 'missing'
              ? 'The file of this picture is missing.'
              : unfit
                ? 'This picture can only be changed as a whole.'
                : strokes.length === 0
                  ? 'Paint over what is to change, or leave it for all of it.'
                  : 'Only what is painted over changes.'}
          </span>
        </div>
        <label htmlFor={wordsId} className="field-label">
          What it should show
        </label>
        <textarea
          dir="auto"
          id={wordsId}
          className="input editor-words"
          rows={2}
          maxLength={32_000}
          placeholder="A red hat on the fox"
          value={words}
          onChange={({ target }) => setWords(target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit(event)
          }}
        />
        {!isOffered && (
          <p className="generation-wrong" role="note">
            {quote?.model === builtinModelId
              ? 'The built-in engine draws samples and changes no pictures. Choose another engine first.'
              : 'This engine has said that it changes no pictures. Another one may.'}
          </p>
        )}
        {trouble && (
          <p role="alert" className="generation-wrong">
            {trouble}
          </p>
        )}
        <div className="form-actions">
          <span className="picture-hint">{quoteWords(quote, 1)}</span>
          <button
            type="submit"
            className="button primary"
            disabled={isBusy || words.trim() === '' || unfit === 'missing' || quote?.model === builtinModelId}
          >
            {isBusy ? 'Asking…' : 'Draw the change'}
          </button>
        </div>
      </div>
    </form>
  )
}
