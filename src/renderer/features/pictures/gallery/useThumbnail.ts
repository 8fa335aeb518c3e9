import { thumbnailUrl } from '@shared/model/gallery'
import type { Picture } from '@shared/model/picture'
import { useEffect, useState } from 'react'
import { useApp } from '../../../common/appStore'
import { thumbnails } from './thumbnails'

export type Trouble = 'missing' | 'damaged'

/** What was found out since the window was loaded: it is not tried again with every scrolling past. */
const troubles = new Map<string, Trouble>()

export const knownTrouble = (pictureId: string): Trouble | null => troubles.get(pictureId) ?? null

type Stage =
  /** The kept thumbnail is shown, if there is one. */
  | { readonly type: 'kept' }
  | { readonly type: 'making' }
  | { readonly type: 'made'; readonly url: string }
  | { readonly type: 'trouble'; readonly trouble: Trouble }

const beginOf = (pictureId: string): Stage => {
  const trouble = troubles.get(pictureId)
  return trouble ? { type: 'trouble', trouble } : { type: 'kept' }
}

/** The address of a thumbnail; one that was not made yet is made while this is in sight. */
export const useThumbnail = (
  picture: Picture,
): {
  readonly url: string | null
  readonly trouble: Trouble | null
  /** Where it is missing: another device may still bring it. */
  readonly isAwaited: boolean
  /** The image could not be shown. */
  readonly onError: () => void
} => {
  const [stage, setStage] = useState(() => beginOf(picture.id))
  const hasArrived = useApp(({ arrivedBlobs }) => arrivedBlobs.has(picture.id))
  const isAwaited = useApp(({ sync }) => sync.type === 'on') && !hasArrived
  const isMaking = stage.type === 'making'
  const madeUrl = stage.type === 'made' ? stage.url : null

  useEffect(() => {
    if (!hasArrived || troubles.get(picture.id) !== 'missing') return
    // It came from another device since.
    troubles.delete(picture.id)
    setStage({ type: 'kept' })
  }, [hasArrived, picture.id])
  useEffect(() => {
    if (!isMaking) return
    return thumbnails.want(picture, (reply) => {
      if (reply.type === 'made') {
        const url = URL.createObjectURL(new Blob([reply.bytes], { type: 'image/webp' }))
        setStage({ type: 'made', url })
      } else {
        troubles.set(picture.id, reply.type)
        setStage({ type: 'trouble', trouble: reply.type })
      }
    })
  }, [isMaking, picture])
  useEffect(() => {
    if (madeUrl === null) return
    return () => URL.revokeObjectURL(madeUrl)
  }, [madeUrl])

  return {
    url: stage.type === 'kept' ? thumbnailUrl(picture.id) : madeUrl,
    trouble: stage.type === 'trouble' ? stage.trouble : null,
    isAwaited,
    onError: () => {
      if (stage.type === 'kept') setStage({ type: 'making' })
      else if (stage.type === 'made') setStage({ type: 'trouble', trouble: 'damaged' })
    },
  }
}
