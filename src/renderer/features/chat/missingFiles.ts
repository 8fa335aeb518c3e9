import type { Attachment } from '@shared/model/attachment'
import { useEffect, useMemo, useState } from 'react'
import { client } from '../../ipc/client'

const none: ReadonlySet<string> = new Set()

/**
 * Which of these files are no longer kept: asked once when they are shown. Pictures tell it by themselves.
 */
export const useMissingFiles = (attachments: readonly Attachment[]): ReadonlySet<string> => {
  const [missing, setMissing] = useState(none)
  const ids = useMemo(
    () => attachments.filter(({ kind }) => kind !== 'picture').map(({ id }) => id),
    [attachments],
  )
  useEffect(() => {
    if (ids.length === 0) return
    let isHere = true
    client
      .call('files.missing', { ids })
      .then((found) => isHere && setMissing(found.length === 0 ? none : new Set(found)))
      .catch((error: unknown) => console.error('Files could not be looked for', error))
    return () => {
      isHere = false
    }
  }, [ids])
  return missing
}
