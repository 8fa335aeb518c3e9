import type { PreviewStop } from '@shared/ipc/preview'
import { RotateCw } from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { wordsFor } from '../../common/failures/failureWords'
import { type Trouble, troubleOf } from '../../common/failures/trouble'
import { client } from '../../ipc/client'
import { hearPage } from './hearPage'

interface Props {
  readonly kind: 'html' | 'svg'
  readonly text: string
  /** The ground of a picture. */
  readonly isDark: boolean
  readonly title: string
  readonly onLink: (url: string) => void
  readonly onEscape: () => void
  readonly onReload: () => void
}

type State =
  | { readonly type: 'opening' }
  | { readonly type: 'shown'; readonly address: string }
  | { readonly type: 'stopped'; readonly words: string; readonly hadKeys: boolean }

const stopWords: Readonly<Record<PreviewStop, string>> = {
  unresponsive: 'This page stopped responding and was closed.',
  memory: 'This page used too much memory and was closed.',
  ended: 'This page crashed.',
  left: 'This page tried to open another page and was closed.',
}

const failureWords = ({ code, data }: Trouble): string => {
  const { title, explanation } = wordsFor(code, data)
  return `${title}. ${explanation}`
}

/**
 * A page that a model wrote, in a frame with a process and an origin of its own. It reaches nothing; what it
 * says is two messages, which anything in it could have sent.
 */
export const PageFrame = ({ kind, text, isDark, title, onLink, onEscape, onReload }: Props) => {
  const [state, setState] = useState<State>({ type: 'opening' })
  const frame = useRef<HTMLIFrameElement>(null)
  const opened = useRef<AbortController>(null)

  const stop = useCallback((words: string) => {
    const hadKeys = frame.current !== null && document.activeElement === frame.current
    setState({ type: 'stopped', words, hadKeys })
  }, [])

  useEffect(() => {
    const leaving = new AbortController()
    opened.current = leaving
    const follow = async () => {
      try {
        for await (const events of client.stream('preview.open', { kind, text, isDark }, leaving.signal))
          for (const event of events) {
            if (event.type === 'opened') setState({ type: 'shown', address: event.address })
            else stop(stopWords[event.reason])
          }
      } catch (error) {
        stop(failureWords(troubleOf(error)))
      }
    }
    void follow()
    return () => leaving.abort()
  }, [kind, text, isDark, stop])

  useEffect(() => {
    const onFlood = () => {
      opened.current?.abort()
      // At once: React's turn would come behind what the page has sent.
      flushSync(() => stop(stopWords.unresponsive))
    }
    return hearPage(() => frame.current, { onLink, onEscape, onFlood })
  }, [onLink, onEscape, stop])

  if (state.type === 'stopped')
    return (
      <div role="alert" className="preview-stopped">
        <p>{state.words}</p>
        {/* biome-ignore lint/a11y/noAutofocus: the keyboard was in the page that is gone */}
        <button type="button" className="button" autoFocus={state.hadKeys} onClick={onReload}>
          <RotateCw size={15} aria-hidden="true" />
          Try again
        </button>
      </div>
    )
  return state.type === 'shown' ? (
    <iframe
      ref={frame}
      className="preview-frame"
      title={title}
      sandbox="allow-scripts allow-forms"
      // It gets the keys by the user's press and not by itself.
      allow="focus-without-user-activation 'none'"
      referrerPolicy="no-referrer"
      src={state.address}
    />
  ) : null
}
