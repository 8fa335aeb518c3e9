import { z } from 'zod'
import { reasoningEfforts } from './conversation'

/** A named way of answering: a prompt, and where wanted a model, a voice and more. */
export const assistantSchema = z.object({
  id: z.string().min(1).max(100),
  name: z.string().trim().min(1).max(80),
  /** One emoji or letter, shown beside the name. */
  symbol: z.string().max(8).default(''),
  systemPrompt: z.string().max(100_000),
  engineId: z.string().max(100).optional(),
  model: z.string().max(200).optional(),
  voice: z.string().max(100).optional(),
  reasoningEffort: z.enum(reasoningEfforts).optional(),
  temperature: z.number().min(0).max(2).optional(),
  leftOutTools: z.array(z.string().max(300)).max(500).readonly().optional(),
})
export type Assistant = z.output<typeof assistantSchema>

/**
 * The file in which assistants travel. Ids are given anew on import; engines are this computer's and stay
 * behind.
 */
export const assistantFileSchema = z.object({
  format: z.literal('parley.assistants'),
  version: z.literal(1),
  assistants: z
    .array(assistantSchema.omit({ id: true, engineId: true }))
    .min(1)
    .max(200),
})
export type AssistantFile = z.output<typeof assistantFileSchema>
