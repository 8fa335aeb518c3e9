import { BookOpenText, ImageIcon, PenLine, Scale } from 'lucide-react'
import { useComposer } from '../../common/composerStore'
import { AssistantChips } from '../../features/assistants/AssistantChips'

const suggestions = [
  { icon: PenLine, title: 'Draft a reply', text: 'Draft a friendly but firm reply to this e-mail:\n\n' },
  {
    icon: BookOpenText,
    title: 'Explain something',
    text: 'Explain like I know the basics but not the details: ',
  },
  {
    icon: Scale,
    title: 'Weigh a decision',
    text: 'Help me decide. Ask me three questions first. I am choosing between ',
  },
  { icon: ImageIcon, title: 'Draw a picture', text: '/image ' },
] as const

const greeting = (hour: number): string => {
  if (hour < 5) return 'Still up?'
  if (hour < 12) return 'Good morning'
  if (hour < 18) return 'Good afternoon'
  return 'Good evening'
}

/** A conversation that has not begun: a greeting and a few ways to begin. */
export const EmptyChat = () => {
  const offer = useComposer((composer) => composer.offer)
  return (
    <div className="empty">
      <h1 className="empty-title">{greeting(new Date().getHours())}</h1>
      <p className="empty-words">What is on your mind?</p>
      <AssistantChips />
      <ul className="suggestions" aria-label="Ways to begin">
        {suggestions.map(({ icon: Icon, title, text }) => (
          <li key={title}>
            <button type="button" className="suggestion" onClick={() => offer(text)}>
              <Icon size={17} aria-hidden="true" />
              <span>{title}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
