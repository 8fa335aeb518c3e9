import { AppError, isCancelled } from '@shared/ipc/errors'
import { defaultPictureExport, type PictureExportOptions } from '@shared/model/pictureExport'
import type { TransferEvent } from '@shared/model/transfer'
import { ClipboardCopy, Download, FolderOpen, SlidersHorizontal } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useApp } from '../../../common/appStore'
import { wordsFor } from '../../../common/failures/failureWords'
import { troubleOf } from '../../../common/failures/trouble'
import { showExport } from '../../../common/transfers/showExport'
import { client } from '../../../ipc/client'
import { IconButton } from '../../../ui/IconButton'
import { exportPictures } from './pictureExportStore'
import { takenInWords } from './pictureExportWords'

type Outcome =
  | { readonly kind: 'done'; readonly words: string; readonly transferId?: string }
  | { readonly kind: 'failed'; readonly words: string }

/** Asks where to and writes this picture. How it ended; null where the user changed their mind. */
const runExport = async (pictureId: string, options: PictureExportOptions) => {
  // Never aborted: main's export goes on whatever this page shows.
  const { signal } = new AbortController()
  let end: Extract<TransferEvent, { type: 'ended' }> | null = null
  for await (const events of client.stream('pictures.export', { pictureIds: [pictureId], options }, signal))
    end = events.find((event) => event.type === 'ended') ?? end
  return end
}

interface Props {
  readonly pictureId: string
  /** Nothing can be done with it: its file is gone. */
  readonly isMissing: boolean
}

/** Takes one picture elsewhere: onto the clipboard, into a file at one press, or into its folder. */
export const ExportActions = ({ pictureId, isMissing }: Props) => {
  const options = useApp((app) => app.settings?.pictureExport) ?? defaultPictureExport
  const [isBusy, setBusy] = useState(false)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const isIdle = !isBusy && !isMissing
  // Of another picture.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the picture that makes it old
  useEffect(() => setOutcome(null), [pictureId])

  const run = async (verb: () => Promise<Outcome | null>) => {
    setBusy(true)
    setOutcome(null)
    try {
      setOutcome(await verb())
    } catch (error) {
      if (isCancelled(error)) return
      const { code, data } = troubleOf(error)
      const { title, explanation } = wordsFor(code, data)
      setOutcome({ kind: 'failed', words: `${title}. ${explanation}` })
    } finally {
      setBusy(false)
    }
  }
  const copy = async (): Promise<Outcome> => {
    await client.call('pictures.copy', { pictureId })
    return { kind: 'done', words: 'Copied' }
  }
  const save = async (): Promise<Outcome | null> => {
    const end = await runExport(pictureId, options)
    if (end === null) return null
    const { result, transferId } = end
    if (result.failure) throw new AppError(result.failure.code, undefined, result.failure.data)
    return { kind: 'done', words: takenInWords(result, true), transferId }
  }
  const reveal = async (): Promise<null> => {
    await client.call('pictures.reveal', { pictureId })
    return null
  }

  return (
    <div className="picture-export">
      <p
        role={outcome?.kind === 'failed' ? 'alert' : 'status'}
        className={`picture-export-outcome is-${outcome?.kind}`}
      >
        {outcome?.words}
      </p>
      {outcome?.kind === 'done' && outcome.transferId !== undefined && (
        <button
          type="button"
          className="link-button"
          onClick={() => void showExport('pictures.showExport', outcome.transferId ?? '')}
        >
          Show
        </button>
      )}
      <div className="form-actions">
        <IconButton label="Show kept file" disabled={!isIdle} onClick={() => void run(reveal)}>
          <FolderOpen size={17} aria-hidden="true" />
        </IconButton>
        <IconButton label="Export options…" disabled={isMissing} onClick={() => exportPictures([pictureId])}>
          <SlidersHorizontal size={17} aria-hidden="true" />
        </IconButton>
        <button type="button" className="button" disabled={!isIdle} onClick={() => void run(copy)}>
          <ClipboardCopy size={16} aria-hidden="true" /> Copy image
        </button>
        <button type="button" className="button primary" disabled={!isIdle} onClick={() => void run(save)}>
          <Download size={16} aria-hidden="true" /> Export image
        </button>
      </div>
    </div>
  )
}
