import type { Attachment } from '@shared/model/attachment'
import { useMemo } from 'react'
import { useApp } from '../../common/appStore'
import { client } from '../../ipc/client'
import { useCall } from '../../ipc/useCall'

const none: ReadonlySet<string> = new Set()

/** Null for none, which renders nothing anew. */
const setOf = (ids: readonly string[]): ReadonlySet<string> | null => (ids.length === 0 ? null : new Set(ids))

/**
 * Which of these files are no longer kept: asked once when they are shown. Pictures tell it by themselves.
 */
export const useMissingFiles = (attachments: readonly Attachment[]): ReadonlySet<string> => {
  const ids = useMemo(
    () => attachments.filter(({ kind }) => kind !== 'picture').map(({ id }) => id),
    [attachments],
  )
  // Those that come from another device are looked for once more.
  const arrived = useApp(({ arrivedBlobs }) => ids.filter((id) => arrivedBlobs.has(id)).length)
  // biome-ignore lint/correctness/useExhaustiveDependencies: with those, another answer comes
  const missing = useCall(
    () => (ids.length === 0 ? null : client.call('files.missing', { ids }).then(setOf)),
    [ids, arrived],
    'Files could not be looked for',
  )
  return missing ?? none
}
