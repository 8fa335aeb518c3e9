import type { Refusal, RefusalScope } from '@shared/model/refusal'

/** What is left out of requests, by API, as a user would name it. */
const words: Readonly<Record<RefusalScope, Readonly<Record<string, string>>>> = {
  answers: {
    stream_options: 'The count of tokens of a streamed answer',
    stream: 'Streamed answers',
    tools: 'Tools',
    schemas: 'Detailed descriptions of tools; simple ones go instead',
    effort: 'The reasoning effort',
    near_effort: 'The effort nearest to',
    temperature: 'A temperature',
    pictures: 'Pictures in questions',
    documents: 'PDF files as they are; their text goes instead',
    system: 'A system prompt by itself; it begins the question instead',
    questions: 'Two questions in a row; they become one',
    ids: 'Long names of tool calls',
    null: 'Tool calls without any text',
    unsigned: 'Tool calls of other models, without a signature',
    thoughtless: 'Tool calls of other models, without thoughts',
    own: 'Its earlier thoughts, handed back',
    include: 'Encrypted thoughts',
    webSearch: 'Its own web search',
    summary: 'Summaries of thoughts',
    reasoning: 'Reasoning options',
    thinking: 'Thinking',
    cache: 'Prompt caching',
    length: 'Long answers; shorter ones are asked for',
    limitless: 'Answers without a limit; one is sent along',
    max_tokens: 'The limit of an answer by its older name',
  },
  pictures: {
    response_format: 'Pictures within the answer',
    output_format: 'A chosen picture format',
    quality: 'A chosen picture quality',
    background: 'A chosen picture background',
    size: 'A chosen picture size',
    stream: 'Previews while a picture is drawn',
  },
  edits: {
    response_format: 'Changed pictures within the answer',
    output_format: 'A chosen format for changed pictures',
    quality: 'A chosen quality for changed pictures',
    background: 'A chosen background for changed pictures',
    size: 'A chosen size for changed pictures',
    stream: 'Previews while a picture is changed',
  },
  server: {
    streaming: 'Streamed answers',
    tools: 'Tools',
    speech: 'Speech',
    pictureEdits: 'Changing pictures',
  },
}

/** One line about something that was refused, with the model that it is about. */
export const refusalWords = ({ scope, what, model, value }: Refusal): string => {
  const named = words[scope][what] ?? what
  const about = value === undefined ? named : `${named} “${value}”`
  return model === null ? about : `${about} (${model})`
}
