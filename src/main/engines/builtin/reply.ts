import { type Message, type ToolResultPart, textOf } from '@shared/model/message'
import { defaultAssistants } from '../../settings/defaultAssistants'
import type { AnswerRequest, ToolDescription } from '../engine'
import { type HelpTopic, helpTopics, markdownShowcase } from './help'
import { lorem } from './lorem'

/** What the built-in engine does with a question. */
export type Reply =
  | {
      readonly type: 'text'
      readonly text: string
      /** Words a second; null: as fast as they are taken; absent: the natural pace. */
      readonly wordsPerSecond?: number | null
    }
  | { readonly type: 'tool'; readonly intro: string; readonly name: string; readonly input: string }

/** The reply to the last question of the branch. The same branch always has the same reply. */
export const replyTo = (request: AnswerRequest): Reply => {
  const questions = request.messages.filter((message) => message.role === 'user')
  const question = textOf(questions.at(-1) ?? { parts: [] }).trim()
  const done = lastToolResult(request.messages.at(-1))
  if (done) return { type: 'text', text: afterTool(done.name, done.result) }
  return (
    replyWithCommand(question) ??
    replyWithTool(question, request.tools) ?? {
      type: 'text',
      text: isForAssistant(request.system) ? insteadOfAssistant : textFor(question, questions),
    }
  )
}

/**
 * Whether an assistant of a new profile was chosen that works on what it is given: its question is no
 * question about the app, whatever words are in it.
 */
const isForAssistant = (system: string): boolean =>
  defaultAssistants.some(({ id, systemPrompt }) => id !== 'general' && system.includes(systemPrompt))

/** The result that the answer in progress waits for: its last part. */
const lastToolResult = (
  message: Message | undefined,
): { readonly name: string; readonly result: ToolResultPart } | null => {
  if (message?.role !== 'assistant') return null
  const result = message.parts.findLast((part) => part.type === 'tool-result')
  if (result?.type !== 'tool-result') return null
  const later = message.parts.slice(message.parts.indexOf(result) + 1)
  if (later.some((part) => part.type === 'text')) return null
  const call = message.parts.find((part) => part.type === 'tool-call' && part.callId === result.callId)
  return { name: call?.type === 'tool-call' ? call.name : '', result }
}

const afterTool = (name: string, result: ToolResultPart): string => {
  if (result.isError) return 'That did not work this time. The step above says why.'
  if (name === 'generate_image') {
    return 'Here it is: a *sample*, painted on this computer by a small program. A real engine draws what you describe.'
  }
  if (name === 'speak') return 'Done. That was the voice that is set in **Settings**.'
  return 'Done.'
}

const replyWithCommand = (question: string): Reply | null => {
  const found = /^\/lorem\s+(\d{1,7})(?:\s+(\d{1,5}))?$/i.exec(question)
  if (!found) return null
  const rate = found[2] === undefined ? null : Number(found[2])
  return { type: 'text', text: lorem(Number(found[1])), wordsPerSecond: rate === 0 ? null : rate }
}

const politely = String.raw`^(?:please[,\s]+|(?:can|could|would|will) you(?: please)?\s+|now\s+|hey[,\s]+)*`
const drawing = new RegExp(
  `${politely}(?:draw|paint|sketch|illustrate|picture|generate an? (?:image|picture) of|` +
    String.raw`(?:make|create|show)(?: me)? an? (?:image|picture|drawing|painting) of)\b(?:\s+me)?\s+(.+)$`,
  'is',
)
const saying = new RegExp(
  `${politely}(?:say|speak|read)\\b\\s*(.*?)\\s*(?:out loud|aloud)\\b[:,]?\\s*(.*)$`,
  'is',
)

const replyWithTool = (question: string, tools: readonly ToolDescription[]): Reply | null => {
  const subject = drawing.exec(question)?.[1]?.replace(/(?<![.!?\s])[.!?\s]+$/, '')
  if (subject) {
    const tool = tools.find(({ name }) => name === 'generate_image')
    return tool
      ? {
          type: 'tool',
          intro: 'Let me paint that.',
          name: tool.name,
          input: inputFor(tool, 'prompt', subject),
        }
      : { type: 'text', text: `I cannot draw from here. Type \`/image ${subject}\` instead.` }
  }
  const said = saying.exec(question)
  const words = (said?.[2] || said?.[1] || '').replace(/^["“'](.*)["”']$/s, '$1').trim()
  const tool = tools.find(({ name }) => name === 'speak')
  if (words === '' || !tool || /^(this|that|it|answers?)$/i.test(words)) return null
  return { type: 'tool', intro: '', name: tool.name, input: inputFor(tool, 'text', words) }
}

/** The tool's own name for its text, where it is not the usual one. */
const inputFor = (tool: ToolDescription, usual: string, value: string): string => {
  const { properties } = tool.parameters
  const names = typeof properties === 'object' && properties !== null ? Object.keys(properties) : []
  return JSON.stringify({
    [names.length === 0 || names.includes(usual) ? usual : (names[0] ?? usual)]: value,
  })
}

const textFor = (question: string, questions: readonly Message[]): string => {
  if (/\b(show|demo).*\bmarkdown\b|^markdown[.!?]?$/i.test(question)) return markdownShowcase
  const formatted = format(question)
  if (formatted !== null) return formatted
  if (
    /^(hi|hello|hey|good (morning|afternoon|evening)|greetings|hallo|bonjour|hola)\b.{0,20}$/i.test(question)
  ) {
    return greeting
  }
  if (/^(thanks?|thank you|cheers|great|nice|perfect)\b.{0,30}$/i.test(question)) return 'You are welcome.'
  if (/what did i (just )?(say|ask|write)|my last (question|message)/i.test(question))
    return recall(questions)
  if (
    /who are you|are you (an? )?(ai|bot|gpt|chatgpt|llm|language model|human|real)|your name/i.test(question)
  ) {
    return whoIAm
  }
  const topics = topicsFor(question)
  if (topics.length > 0) return topics.map(({ title, text }) => `## ${title}\n\n${text}`).join('\n\n')
  if (/\bhelp\b|what can (you|i) do|how (do|does|can)|^\?+$/i.test(question)) return overview
  return `${whoIAm}\n\n${overview}`
}

/** The one or two topics that a question speaks of most. */
const topicsFor = (question: string): readonly HelpTopic[] => {
  const scored = helpTopics
    .map((topic) => ({ topic, score: question.match(new RegExp(topic.words, 'gi'))?.length ?? 0 }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
  // The app's name is in many questions that are about something else.
  const special = scored.filter(({ topic }) => topic !== helpTopics[0])
  return (special.length > 0 ? special : scored).slice(0, 2).map(({ topic }) => topic)
}

const format = (question: string): string | null => {
  const found =
    /^(shout|whisper|repeat|echo|list|number|table)\b(?: of| this| these| after me)?[:,\s]+([^:,\s].*)$/is.exec(
      question,
    )
  const [, verb = '', text = ''] = found ?? []
  const items = text
    .split(/[,;\n]| and /)
    .map((item) => item.trim())
    .filter((item) => item !== '')
  switch (verb.toLowerCase()) {
    case 'shout':
      return `**${text.toUpperCase()}**`
    case 'whisper':
      return `*${text.toLowerCase()}*`
    case 'repeat':
    case 'echo':
      return text
    case 'list':
      return items.map((item) => `- ${item}`).join('\n')
    case 'number':
      return items.map((item, index) => `${index + 1}. ${item}`).join('\n')
    case 'table':
      return table(items)
  }
  return null
}

/** `a: b` makes two columns, anything else one. */
const table = (items: readonly string[]): string => {
  const rows = items.map((item) => {
    const [name = '', ...value] = item
      .replaceAll('|', '\\|')
      .split(':')
      .map((part) => part.trim())
    return `| ${name} | ${value.join(': ')} |`
  })
  return ['| Name | Value |', '| --- | --- |', ...rows].join('\n')
}

const recall = (questions: readonly Message[]): string => {
  const before = questions.slice(0, -1).map((message) => textOf(message).trim())
  if (before.length === 0) return 'This is the first thing that you have said in this conversation.'
  return ['You said:', ...before.slice(-10).map((text) => `- ${text.slice(0, 200)}`)].join('\n')
}

const whoIAm = `I am Parley's **built-in guide**, not a language model: I explain this app, format text, paint sample pictures and read aloud, all without a key or a network. For answers to anything else, connect an engine in **Settings**.`

const insteadOfAssistant = `This assistant needs a language model, and I am none: I am Parley's **built-in guide**.

Connect one in **Settings**, under **Engines**: OpenAI or Claude with a key, or a model on this computer without one. Then ask again here, and the assistant answers.

For a question about Parley, begin a new conversation without an assistant.`

const overview = `Ask me about:

${helpTopics.map(({ title }) => `- ${title}`).join('\n')}

Or try *"draw a city at night"*, *"show me Markdown"*, *"list apples, pears, plums"*, *"shout hello"* or \`/lorem 500\`.`

const greeting = `Hello! ${whoIAm}

${overview}`
