import type { OfferedResources } from '@shared/ipc/serverContent'
import type { Attachment } from '@shared/model/attachment'
import { Paperclip } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useApp } from '../../common/appStore'
import { client } from '../../ipc/client'
import { IconButton } from '../../ui/IconButton'

const AttachMenu = lazy(() => import('./AttachMenu').then((module) => ({ default: module.AttachMenu })))

/** Attaches what is loaded elsewhere; its name stands for it meanwhile. */
export type AttachLoaded = (name: string, load: () => Promise<readonly Attachment[]>) => void

interface Props {
  readonly onFiles: () => void
  readonly onLoad: AttachLoaded
}

/** Attaches files; where tool servers offer something to attach, it asks first which of both is meant. */
export const AttachButton = ({ onFiles, onLoad }: Props) => {
  const hasServers = useApp((app) => app.settings?.toolServers.some(({ isOn }) => isOn) ?? false)
  const [offers, setOffers] = useState<readonly OfferedResources[] | null>(null)
  const [isWanted, setWanted] = useState(false)
  const begin = async () => {
    if (!hasServers) return onFiles()
    const offered = await client.call('serverContent.resources', {}).catch((error: unknown) => {
      console.error('What tool servers offer to attach is not known', error)
      return []
    })
    if (offered.length === 0) return onFiles()
    setWanted(true)
    setOffers(offered)
  }
  const button = (
    <IconButton label="Attach files" onClick={() => void begin()}>
      <Paperclip size={17} />
    </IconButton>
  )
  return isWanted ? (
    <Suspense fallback={button}>
      <AttachMenu
        offers={offers}
        onOpen={() => void begin()}
        onFiles={onFiles}
        onLoad={onLoad}
        onClose={() => setOffers(null)}
      />
    </Suspense>
  ) : (
    button
  )
}
