import { ScanEye } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { IconButton } from '../../ui/IconButton'

const LookMenu = lazy(() => import('./LookMenu').then((module) => ({ default: module.LookMenu })))

/** Brings in what the person is looking at outside Parley. */
export const LookButton = () => {
  const [isWanted, setWanted] = useState(false)
  const button = (
    <IconButton label="What I am looking at" aria-haspopup="menu" onClick={() => setWanted(true)}>
      <ScanEye size={17} />
    </IconButton>
  )
  return isWanted ? (
    <Suspense fallback={button}>
      <LookMenu />
    </Suspense>
  ) : (
    button
  )
}
