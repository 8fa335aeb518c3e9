import { sourcesOf } from '@shared/model/message'
import { useShallow } from 'zustand/react/shallow'
import { useChat } from './useChat'

/** A host as it is spoken of. */
const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host.replace(/^www\./, '') : '')

/** What the answer rests on, by the numbers under which its text names it. */
export const Sources = ({ messageId }: { readonly messageId: string }) => {
  const sources = useChat(
    useShallow(({ chat }) => {
      const message = chat?.messages.get(messageId)
      return message ? sourcesOf(message) : []
    }),
  )
  if (sources.length === 0) return null
  return (
    <section className="sources">
      <h3 id={`sources-${messageId}`}>Sources</h3>
      <ol aria-labelledby={`sources-${messageId}`}>
        {sources.map(({ url, title }) => (
          <li key={url} dir="auto">
            <a href={url} data-external="" data-tooltip={url}>
              {title.trim() === '' ? url : title}
            </a>
            <span className="source-host">{hostOf(url)}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}
