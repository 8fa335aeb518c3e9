import { shownExactly } from '@shared/lib/shownExactly'
import { Info, Loader2, X } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { useBlanks } from '../../common/blanks/blanksStore'
import { text } from '../../common/failures/failureText'
import { TroubleLine } from '../../common/failures/TroubleLine'
import { IconButton } from '../../ui/IconButton'

const CommandForm = lazy(() => import('./CommandForm').then((module) => ({ default: module.CommandForm })))

const nothing = {
  selection: 'No text is selected, and none is on the clipboard',
  clipboard: 'There is neither text nor a picture on the clipboard',
} as const

/** What a command that is being taken asks or tells, beside the field. */
export const CommandBar = () => {
  const { form, missing, trouble, asked, settle } = useBlanks()
  if (trouble) {
    const said = text(trouble.data ?? {}, 'said')
    return (
      <>
        <TroubleLine trouble={trouble} onClose={settle} />
        {said !== null && (
          <details className="command-said">
            <summary>What it wrote</summary>
            <pre>{shownExactly(said)}</pre>
          </details>
        )}
      </>
    )
  }
  if (missing)
    return (
      <div role="status" className="trouble is-calm">
        <Info size={16} aria-hidden="true" />
        <p className="trouble-words">
          {nothing[missing.word]}: “{missing.name}” has nothing to work on.
        </p>
        <IconButton label="Dismiss" onClick={settle}>
          <X size={15} />
        </IconButton>
      </div>
    )
  if (asked !== null)
    return (
      <div role="status" className="trouble is-calm">
        <Loader2 size={16} aria-hidden="true" className="spin" />
        <p className="trouble-words">Asking {asked}…</p>
        <button type="button" className="text-button" onClick={settle}>
          Cancel
        </button>
      </div>
    )
  return form ? (
    <Suspense>
      <CommandForm form={form} />
    </Suspense>
  ) : null
}
