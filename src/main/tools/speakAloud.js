import { z } from 'zod'

const input = z.object({
  text: z.string().trim().min(1).max(20000).describe('The words to speak aloud, as plain text'),
})
/** The talker as a tool: the model has something spoken, where it was asked to. */
export const speakAloud = (announce) => ({
  name: 'speak',
  description: 'Speaks a text aloud to the person. Use it only when the person asks to hear something.',
  input,
  run: async (_input, context) => {
    announce(context)
    return 'The text is being spoken to the person now.'
  },
})
