import { z } from 'zod'
import { drawInto, type Studio } from './drawing'
import type { Tool } from './tool'

const input = z.object({
  prompt: z
    .string()
    .trim()
    .min(1)
    .max(32_000)
    .describe('What the picture shows, in detail: subject, style, colours, composition'),
})

/** The artist: the model asks for a picture, which appears in its answer. */
export const generateImage = (studio: Studio): Tool<typeof input> => ({
  name: 'generate_image',
  description:
    'Draws a picture and shows it to the person in this answer. Use it when a picture is asked for or clearly helps, e.g. a city in pop-art style.',
  input,
  run: async ({ prompt }, context) => {
    const { width, height } = await drawInto(prompt, context, studio, { tellsFailure: true })
    return `The picture (${width}x${height}) is shown to the person now. Do not describe how to view it and do not link to it.`
  },
})
