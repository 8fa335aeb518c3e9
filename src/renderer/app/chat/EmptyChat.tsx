import {
  AppWindow,
  BookOpenText,
  CircleHelp,
  Code,
  Globe,
  ImageIcon,
  Languages,
  type LucideIcon,
  MapPin,
  PenLine,
  Plug,
  Scale,
  TextQuote,
} from 'lucide-react'
import { useComposer } from '../../common/composerStore'
import { AssistantChips } from '../../features/assistants/AssistantChips'
import { useExamples } from './useExamples'

const icons: Readonly<Record<string, LucideIcon>> = {
  help: CircleHelp,
  connect: Plug,
  format: TextQuote,
  explain: BookOpenText,
  decide: Scale,
  build: AppWindow,
  draft: PenLine,
  search: Globe,
  draw: ImageIcon,
  travel: MapPin,
  'travel-far': MapPin,
  edit: PenLine,
  translate: Languages,
  review: Code,
}

const greeting = (hour: number): string => {
  if (hour < 5) return 'Still up?'
  if (hour < 12) return 'Good morning'
  if (hour < 18) return 'Good afternoon'
  return 'Good evening'
}

/** A conversation that has not begun: a greeting and a few ways to begin. */
export const EmptyChat = () => {
  const ask = useComposer((composer) => composer.ask)
  const examples = useExamples()
  return (
    <div className="empty">
      <h1 className="empty-title">{greeting(new Date().getHours())}</h1>
      <p className="empty-words">What is on your mind?</p>
      <AssistantChips />
      <ul className="suggestions" aria-label="Ways to begin">
        {examples.map(({ id, title, text }) => {
          const Icon = icons[id] ?? BookOpenText
          return (
            <li key={id}>
              <button type="button" className="suggestion" onClick={() => ask(text)}>
                <Icon size={17} aria-hidden="true" />
                <span className="suggestion-title">{title}</span>
                {title !== text && <span className="suggestion-text">{text}</span>}
              </button>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
