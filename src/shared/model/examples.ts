import type { ConversationChoices } from './conversation'
import type { EngineKind, EngineSummary } from './engine'
import { engineFor } from './engineFor'
import type { Settings } from './settings'

/** A question that is asked at one press, to begin with. */
export interface Example {
  readonly id: string
  readonly title: string
  readonly text: string
}

/** Who answers, and what can be counted on. */
export interface ExampleFacts {
  readonly engineKind: EngineKind
  /** Pictures are drawn for certain: what is not known is not promised. */
  readonly draws: boolean
  /** The web can be searched. */
  readonly searches: boolean
  readonly assistantId: string | null
}

/** The guide answers these, and says itself what it is. */
const ofGuide: readonly Example[] = [
  { id: 'help', title: 'What can you do?', text: 'What can you do?' },
  { id: 'connect', title: 'Connect a model', text: 'Which engines can I connect?' },
  { id: 'format', title: 'See how answers look', text: 'Show me Markdown' },
  { id: 'draw', title: 'Paint a sample', text: '/image A lighthouse on a rocky coast at dusk' },
]

const explain: Example = {
  id: 'explain',
  title: 'Explain something',
  text: 'Explain how noise-cancelling headphones work, for someone who knows the basics but not the details.',
}
const decide: Example = {
  id: 'decide',
  title: 'Weigh a decision',
  text: 'Help me decide whether to repair my old laptop or buy a new one. Ask me three short questions first.',
}
const build: Example = {
  id: 'build',
  title: 'Build a small page',
  text: 'Build a tip calculator as one HTML file with everything in it: the bill, the tip in per cent, the number of people, and what each of them pays.',
}
const draft: Example = {
  id: 'draft',
  title: 'Draft a message',
  text: 'Draft a friendly but firm message to a neighbour who plays loud music late at night.',
}
const search: Example = {
  id: 'search',
  title: 'Look something up',
  text: 'Search the web for this week’s news about space travel, and sum it up in five lines with their sources.',
}
const draw: Example = {
  id: 'draw',
  title: 'Draw a picture',
  text: '/image A lighthouse on a rocky coast at dusk, warm light in its window, watercolour',
}

/** What the assistants of a new profile are good at, by their ids. */
const ofAssistants: Readonly<Record<string, readonly Example[]>> = {
  'travel-guide': [
    { id: 'travel', title: 'Three days in Lisbon', text: 'Lisbon. I have three days in May.' },
    { id: 'travel-far', title: 'Kyoto in autumn', text: 'Kyoto, in late autumn, with two children.' },
  ],
  editor: [
    {
      id: 'edit',
      title: 'Polish a paragraph',
      text: 'Their is many reasons why we was late, the main one being that the the train have stood still for a hour, which noone told us about it. We apologise for this and hope that you can forgive us for it.',
    },
  ],
  translator: [
    {
      id: 'translate',
      title: 'Translate a sentence',
      text: 'Into French: Could you tell me which platform the train to Lyon leaves from, and whether I need a reservation?',
    },
  ],
  'code-reviewer': [
    {
      id: 'review',
      title: 'Review a function',
      text: [
        'What is wrong with this?',
        '',
        '```js',
        'async function loadAll(ids) {',
        '  const found = []',
        '  ids.forEach(async (id) => {',
        '    const answer = await fetch("/items/" + id)',
        '    found.push(await answer.json())',
        '  })',
        '  return found',
        '}',
        '```',
      ].join('\n'),
    },
  ],
}

/** At most four questions that this engine answers well; none of them leads to an error. */
export const examplesFor = ({
  engineKind,
  draws,
  searches,
  assistantId,
}: ExampleFacts): readonly Example[] => {
  if (engineKind === 'builtin') return ofGuide
  const own = assistantId !== null && Object.hasOwn(ofAssistants, assistantId) && ofAssistants[assistantId]
  if (own) return own
  return [explain, searches ? search : decide, build, draws ? draw : draft]
}

/** Whether the web is searched for certain when this engine answers. */
const canSearch = (engine: EngineSummary, { webSearch, searchProvider, searxngUrl }: Settings): boolean => {
  if (!webSearch || engine.refusals.some(({ what }) => what === 'tools')) return false
  if (searchProvider === 'engine') return engine.kind === 'openai'
  return searchProvider !== 'searxng' || searxngUrl !== null
}

/** What can be counted on in a conversation with these choices; null while nothing answers. */
export const exampleFactsFor = (
  choices: ConversationChoices,
  settings: Settings,
  engines: readonly EngineSummary[],
): ExampleFacts | null => {
  const answering = engineFor('chat', choices, settings, engines)
  if (!answering) return null
  const artist = engineFor('picture', choices, settings, engines)
  return {
    engineKind: answering.engine.kind,
    draws: artist?.engine.can?.picture === true,
    searches: canSearch(answering.engine, settings),
    assistantId: choices.assistantId ?? null,
  }
}
