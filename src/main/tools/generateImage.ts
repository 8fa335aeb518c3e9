import { fitsFreeSize, type PictureAbilities } from '@shared/model/pictureOptions'
import { z } from 'zod'
import { type DrawingDeps, drawInto } from '../pictures/drawing'
import type { Tool } from './tool'

/** The limit of one call: a model that asks for more is confused, or wastes the user's money. */
const mostInOneCall = 4

const prompt = z
  .string()
  .trim()
  .min(1)
  .max(32_000)
  .describe('What the picture shows, in detail: subject, style, colours, composition')

/** The input holds only what the picture model takes: a model that reads of more would ask for it. */
const inputFor = ({ sizes, hasFreeSize, qualities, backgrounds, formats, mostCount }: PictureAbilities) => {
  const size = hasFreeSize
    ? z.string().refine((text) => text === 'auto' || fitsFreeSize(text), 'Not a size that it draws')
    : oneOf(sizes)
  const fields = {
    size: size.describe(`Width and height in pixels, e.g. ${sizes.join(', ')}`),
    quality: oneOf(qualities).describe('Leave out unless the user asks for it: higher costs more'),
    background: oneOf(backgrounds).describe('Transparent for what is cut out: stickers, logos, icons'),
    format: oneOf(formats).describe('Leave out unless the user names a file format'),
  }
  const choices = { size: sizes, quality: qualities, background: backgrounds, format: formats }
  const offered = Object.entries(fields).filter(([name]) => choices[name as keyof typeof choices].length > 0)
  return z.object({
    prompt,
    ...Object.fromEntries(offered.map(([name, schema]) => [name, schema.optional()])),
    count: z
      .number()
      .int()
      .min(1)
      .max(Math.min(mostInOneCall, mostCount))
      .describe('How many different pictures of it, where the user wants several')
      .optional(),
  })
}

const oneOf = (values: readonly string[]) => z.enum(values as [string, ...string[]])

/** The picture tool: the model asks for pictures, which appear in its answer. */
export const generateImage = (
  deps: DrawingDeps,
  /** The abilities of who draws where this engine answers, as far as they are known without asking. */
  abilities: (engineId: string) => PictureAbilities,
  /** False where no engine would draw for this one. */
  draws: (engineId: string) => boolean = () => true,
): Tool => ({
  name: 'generate_image',
  title: 'Draw a picture',
  origin: 'parley',
  description:
    'Draws a picture and shows it to the user in this answer. Use it when a picture is asked for or clearly helps, e.g. a city in pop-art style.',
  input: z.object({ prompt }),
  isOffered: draws,
  inputFor: (engineId) => inputFor(abilities(engineId)),
  run: async (input, context) => {
    const { prompt: words, ...options } = input as z.output<ReturnType<typeof inputFor>>
    const request = { prompt: words, options, sourceIds: [], tellsFailure: true }
    const pictures = await drawInto(request, context, deps)
    const sizes = pictures.map(({ width, height }) => `${width}x${height}`).join(', ')
    const what = pictures.length === 1 ? 'The picture' : `${pictures.length} pictures`
    return `${what} (${sizes}) shown to the user now. Do not describe how to view them and do not link to them.`
  },
})
