import { z } from 'zod'

export const mostFacts = 200
export const mostFactCharacters = 1_000

/** Something that the user wants models to know: it goes along with the system prompt. */
export const factSchema = z.object({
  id: z.string().min(1).max(500),
  text: z.string().trim().min(1).max(mostFactCharacters),
  /** The assistant that is told of it; null: all. */
  assistantId: z.string().max(100).nullable(),
})
export type Fact = z.output<typeof factSchema>

/** The fact that a model proposed in this call, once the user has kept it. */
export const proposedFactId = (messageId: string, callId: string): string => `${messageId} ${callId}`

/** What a model is told besides its system prompt; the prompt alone where there is nothing. */
export const withMemory = (systemPrompt: string, facts: readonly Fact[], assistantId?: string): string => {
  const told = facts.filter((fact) => fact.assistantId === null || fact.assistantId === assistantId)
  if (told.length === 0) return systemPrompt
  const list = told.map(({ text }) => `- ${text.replace(/\s+/g, ' ')}`).join('\n')
  return `${systemPrompt}\n\nThe user wants you to know:\n${list}`.trimStart()
}
