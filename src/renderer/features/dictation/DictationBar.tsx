import { AudioLines, LoaderCircle, Mic, TriangleAlert, X } from 'lucide-react'
import { useEffect } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { useApp } from '../../common/appStore'
import { wordsFor } from '../../common/failures/failureWords'
import { useNavigation } from '../../common/navigation/navigation'
import { IconButton } from '../../ui/IconButton'
import type { DictationState, Phase } from './DictationState'
import { useStopKey } from './dictationKeys'
import { useDictation } from './dictationStore'
import { KeptList } from './KeptList'
import { LevelMeter } from './LevelMeter'

const handsFreeWords: Readonly<Record<Phase, string>> = {
  idle: '',
  opening: 'One moment …',
  waiting: 'Listening: say something',
  recording: 'Listening',
  transcribing: 'Turning it into words …',
  answering: 'Answering',
}
const sayPhase = ({
  phase,
  isHandsFree,
  isLatched,
}: Pick<DictationState, 'phase' | 'isHandsFree' | 'isLatched'>) =>
  isHandsFree || phase !== 'recording'
    ? handsFreeWords[phase]
    : isLatched
      ? 'Listening: press once more when you are done'
      : 'Listening: let go when you are done'

/**
 * The line of a window that listens says that the microphone is open, how loud it hears, and what ends it.
 */
const Listening = () => {
  const state = useDictation(
    useShallow(({ phase, isHandsFree, isLatched, isAnother }) => ({
      phase,
      isHandsFree,
      isLatched,
      isAnother,
    })),
  )
  const { stopEverything } = useDictation.getState()
  const { phase, isHandsFree, isAnother } = state
  const isOpen = phase === 'recording' || phase === 'waiting' || (isHandsFree && phase !== 'opening')
  useStopKey(true)
  return (
    <section aria-label="Listening" className="dictation" data-open={isOpen || undefined}>
      {phase === 'transcribing' || phase === 'opening' ? (
        <LoaderCircle size={16} aria-hidden="true" className="spinning" />
      ) : phase === 'answering' ? (
        <AudioLines size={16} aria-hidden="true" />
      ) : (
        <Mic size={16} aria-hidden="true" />
      )}
      <p role="status">
        {sayPhase(state)}
        {isAnother && ' The chosen microphone cannot be used: the system’s own listens.'}
      </p>
      {isOpen && <LevelMeter />}
      <button type="button" className="dictation-stop" onClick={() => stopEverything()}>
        Stop <kbd>Esc</kbd>
      </button>
    </section>
  )
}

const Trouble = ({ code, data }: NonNullable<DictationState['trouble']>) => {
  const { title, explanation, action } = wordsFor(code, data)
  const openSettings = useNavigation((navigation) => navigation.openSettings)
  const { clearTrouble } = useDictation.getState()
  const section =
    action === 'choose-microphone' || action === 'choose-listener'
      ? 'dictation'
      : action === 'check-key' || action === 'check-server' || action === 'choose-model'
        ? 'engine'
        : null
  return (
    <div role="alert" className="trouble">
      <TriangleAlert size={16} aria-hidden="true" />
      <p>
        <strong>{title}.</strong> {explanation}
      </p>
      {section && (
        <button type="button" className="button small" onClick={() => openSettings(section)}>
          Open the settings
        </button>
      )}
      <IconButton label="Dismiss" onClick={() => clearTrouble()}>
        <X size={15} />
      </IconButton>
    </div>
  )
}

let shownLines = 0

/**
 * The microphone closes where nothing shows that it is open. React may remount the line at once: that is no
 * end.
 */
const endUnseen = () => {
  shownLines++
  return () => {
    shownLines--
    queueMicrotask(() => {
      if (shownLines === 0) useDictation.getState().stopEverything()
    })
  }
}

/** Above the field: listening as it goes on, why it did not work, and what was said and has no words yet. */
export const DictationBar = ({ showsEarlier = false }: { readonly showsEarlier?: boolean }) => {
  const { isActive, trouble, kept } = useDictation(
    useShallow(({ phase, trouble, kept }) => ({ isActive: phase !== 'idle', trouble, kept })),
  )
  const { retry, throwAway } = useDictation.getState()
  useEffect(endUnseen, [])
  const revision = useApp((app) => app.recordingsRevision)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the bar over other programs keeps recordings too
  useEffect(() => {
    if (!showsEarlier) return
    const load = () => useDictation.getState().loadKept()
    const handle = requestIdleCallback(
      () => void load().catch((error: unknown) => console.error('Recordings could not be listed', error)),
    )
    return () => cancelIdleCallback(handle)
  }, [showsEarlier, revision])
  return (
    <>
      {trouble && <Trouble {...trouble} />}
      {kept.length > 0 && (
        <KeptList
          kept={kept}
          onThrowAway={throwAway}
          action={(recordingId) => (
            <button
              type="button"
              className="button small"
              disabled={isActive}
              onClick={() => retry(recordingId)}
            >
              Turn into words
            </button>
          )}
        />
      )}
      {isActive && <Listening />}
    </>
  )
}
