import { AudioLines, Pause, Play, SkipForward, X } from 'lucide-react'
import { useShallow } from 'zustand/react/shallow'
import { useApp } from '../../common/appStore'
import { IconButton } from '../../ui/IconButton'
import { SpeedSelect } from './SpeedSelect'
import { useSpeech } from './speechStore'

/** The bar has the buttons of what is read aloud, in every view. It is absent while nothing is read. */
export const ReadingBar = () => {
  const { playing, isPaused, pause, resume, skip, stop } = useSpeech(
    useShallow(({ playing, isPaused, pause, resume, skip, stop }) => ({
      playing,
      isPaused,
      pause,
      resume,
      skip,
      stop,
    })),
  )
  const speed = useApp((app) => app.settings?.speechSpeed ?? 1)
  const update = useApp((app) => app.update)
  if (!playing) return null
  return (
    <section aria-label="Reading aloud" className="reading-bar" data-paused={isPaused || undefined}>
      <AudioLines size={16} aria-hidden="true" />
      {/* It is heard, and marked in the text: a screen reader need not say it a third time. */}
      <p aria-hidden="true">{playing.sentence ?? 'One moment …'}</p>
      {isPaused ? (
        <IconButton label="Resume reading" onClick={() => resume()}>
          <Play size={16} />
        </IconButton>
      ) : (
        <IconButton label="Pause reading" onClick={() => pause()}>
          <Pause size={16} />
        </IconButton>
      )}
      <IconButton label="Next sentence" onClick={() => skip()}>
        <SkipForward size={16} />
      </IconButton>
      <SpeedSelect
        aria-label="Reading speed"
        value={speed}
        onChange={(speechSpeed) => {
          update({ speechSpeed }).catch((error: unknown) => console.error('The speed was not kept', error))
        }}
      />
      <IconButton label="Silence" onClick={() => stop()}>
        <X size={16} />
      </IconButton>
    </section>
  )
}
