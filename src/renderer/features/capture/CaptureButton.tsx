import { ScanEye } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { IconButton } from '../../ui/IconButton'

const CaptureMenu = lazy(() => import('./CaptureMenu').then((module) => ({ default: module.CaptureMenu })))

/** Brings in what the user is looking at outside Parley. */
export const CaptureButton = () => {
  const [isWanted, setWanted] = useState(false)
  const button = (
    <IconButton label="Add context" aria-haspopup="menu" onClick={() => setWanted(true)}>
      <ScanEye size={17} />
    </IconButton>
  )
  return isWanted ? (
    <Suspense fallback={button}>
      <CaptureMenu />
    </Suspense>
  ) : (
    button
  )
}
