import { z } from 'zod'
import type { Tool, ToolContext } from './tool'

const input = z.object({
  text: z.string().trim().min(1).max(20_000).describe('The words to speak aloud, as plain text'),
})

/** Speech as a tool: the model has something spoken, where it was asked to. */
export const speakAloud = (announce: (context: ToolContext) => void): Tool<typeof input> => ({
  name: 'speak',
  title: 'Speak aloud',
  origin: 'parley',
  description: 'Speaks a text aloud to the user. Use it only when the user asks to hear something.',
  input,
  run: async (_input, context) => {
    announce(context)
    return 'The text is being spoken to the user now.'
  },
})
