import type { DictationBarState } from '@shared/model/dictateAnywhere'
import { Check, ClipboardCheck, LoaderCircle, Mic, TriangleAlert, X } from 'lucide-react'
import { useLayoutEffect, useRef } from 'react'
import { wordsFor } from '../../../common/failures/failureWords'
import { client } from '../../../ipc/client'
import { LevelMeter } from '../LevelMeter'
import { useBar } from './barStore'
import { barWords } from './barWords'

type Verb = 'finish' | 'drop' | 'useRaw' | 'retry' | 'dismiss'

const act = (verb: Verb, session: number): void => {
  client.call(`dictateAnywhere.${verb}`, { session }).catch((error: unknown) => console.error(error))
}

const StateIcon = ({ state, isOpen }: { readonly state: DictationBarState; readonly isOpen: boolean }) => {
  const props = { size: 18, 'aria-hidden': true } as const
  if (state.type === 'listening' && isOpen) return <Mic {...props} />
  if (state.type === 'failed') return <TriangleAlert {...props} />
  if (state.type === 'done')
    return state.copied === null ? <Check {...props} /> : <ClipboardCheck {...props} />
  return <LoaderCircle {...props} className="spinning" />
}

/** What can be done about it now, if anything. */
const Action = ({ state }: { readonly state: DictationBarState }) => {
  const button = (label: string, onClick: () => void) => (
    <button type="button" className="button small" onClick={onClick}>
      {label}
    </button>
  )
  if (state.type === 'listening' && state.isLatched) return button('Done', () => act('finish', state.session))
  if (state.type === 'writing' && state.isPolishing)
    return button('Use raw words', () => act('useRaw', state.session))
  if (state.type === 'done' && state.rawWords !== null) {
    const { rawWords: text } = state
    return button('Copy raw words', () => {
      client.call('app.copyText', { text }).catch((error: unknown) => console.error('Not copied', error))
    })
  }
  if (state.type !== 'failed') return null
  const { action } = wordsFor(state.code, state.data)
  if (state.recordingId !== null && action === 'again')
    return button('Try again', () => act('retry', state.session))
  if (action === 'none' || action === 'again') return null
  return button('Settings', () => {
    client.call('dictateAnywhere.openSettings', {}).catch((error: unknown) => console.error(error))
  })
}

/** The bar over other programs: that the microphone is open, for which of them, and the words. */
export const AnywhereBar = () => {
  const { state, microphone } = useBar()
  const bar = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    const { current } = bar
    if (!current) return
    const observer = new ResizeObserver(() => {
      const height = current.getBoundingClientRect().height
      client.call('dictateAnywhere.resize', { height }).catch((error: unknown) => console.error(error))
    })
    observer.observe(current)
    return () => observer.disconnect()
  }, [])
  const isOpen = microphone !== null
  const { title, program, text, isSaid } = barWords(state, isOpen)
  const isOver = state.type === 'done' || state.type === 'failed'
  const closing = isOver ? 'Close' : state.type === 'listening' ? 'Discard (Esc)' : 'Discard'
  return (
    <main ref={bar} className="anywhere" data-type={state.type} data-open={isOpen || undefined}>
      {state.type !== 'idle' && (
        <>
          <StateIcon state={state} isOpen={isOpen} />
          <div className="anywhere-text" role="status">
            <div className="anywhere-title">
              <h1>{title}</h1>
              {program !== null && <span>{program}</span>}
            </div>
            {text !== '' && (
              <p dir="auto" className={isSaid ? 'anywhere-said' : 'anywhere-about'}>
                {microphone?.isAnother
                  ? 'The chosen microphone cannot be used: the system’s own listens.'
                  : text}
              </p>
            )}
          </div>
          {state.type === 'listening' && isOpen && <LevelMeter />}
          <Action state={state} />
          <button
            type="button"
            className="anywhere-close"
            aria-label={closing}
            onClick={() => act(isOver ? 'dismiss' : 'drop', state.session)}
          >
            {state.type === 'listening' ? <kbd data-keys="Esc" /> : <X size={16} aria-hidden="true" />}
          </button>
        </>
      )}
    </main>
  )
}
