import type { ConversationChoices } from '@shared/model/conversation'
import { AudioLines, Mic } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useApp } from '../../common/appStore'
import { shownAccelerator } from '../../common/keys/accelerators'
import { isMac } from '../../common/keys/platform'
import { acceleratorFor, type CommandId } from '../../common/keys/shortcuts'
import { useNavigation } from '../../common/navigation/navigation'
import { IconButton } from '../../ui/IconButton'
import { whenIdle } from '../../ui/whenIdle'
import type { Question } from '../chat/composer/useQuestion'
import { useDictation } from './dictationStore'
import { heldButton } from './heldButton'

interface Props {
  readonly question: Pick<Question, 'field' | 'askAs'>
  readonly choices: () => ConversationChoices
}

const same = (text: string): string => text

const useKey = (command: CommandId): string => {
  const changes = useApp((app) => app.settings?.shortcuts)
  const accelerator = acceleratorFor(command, changes ?? {})
  return accelerator === null ? '' : ` (${shownAccelerator(accelerator, isMac)})`
}

/** The user holds it to talk, by pointer or key; a user who cannot hold it switches it on and off. */
const TalkButton = () => {
  const isListening = useDictation(
    ({ phase, isHandsFree }) => !isHandsFree && (phase === 'opening' || phase === 'recording'),
  )
  const isBusy = useDictation(({ phase, isHandsFree }) => isHandsFree || phase === 'transcribing')
  const key = useKey('talk')
  const [handlers] = useState(() => heldButton(useDictation.getState()))
  return (
    <IconButton
      label="Hold to talk"
      data-tooltip={`Hold to talk${key}; press to talk longer`}
      aria-pressed={isListening}
      className={isListening ? 'talk is-listening' : 'talk'}
      disabled={isBusy}
      {...handlers}
    >
      <Mic size={17} />
    </IconButton>
  )
}

const HandsFreeButton = () => {
  const isOn = useDictation((dictation) => dictation.isHandsFree)
  const isBusy = useDictation(({ phase, isHandsFree }) => !isHandsFree && phase !== 'idle')
  const { toggleHandsFree } = useDictation.getState()
  const key = useKey('hands-free')
  return (
    <IconButton
      label="Hands-free"
      data-tooltip={`Hands-free: talk, hear, talk again${key}`}
      role="switch"
      aria-checked={isOn}
      className={isOn ? 'is-on' : ''}
      disabled={isBusy}
      onClick={() => toggleHandsFree()}
    >
      <AudioLines size={17} />
    </IconButton>
  )
}

/** Talking instead of typing, beside the field in which the words come. */
export const DictationButtons = ({ question, choices }: Props) => {
  const now = useRef({ question, choices })
  now.current = { question, choices }
  useEffect(
    () =>
      useNavigation.getState().setDictationTarget({
        field: () => now.current.question.field.current,
        send: () => now.current.question.askAs(same),
        choices: () => now.current.choices(),
      }),
    [],
  )
  useEffect(() => {
    // Ready when the key is pressed: the first word belongs to it.
    whenIdle(() => import('./openMicrophone'))
  }, [])
  return (
    <>
      <TalkButton />
      <HandsFreeButton />
    </>
  )
}
