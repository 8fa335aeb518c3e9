import { mostFactCharacters } from '@shared/model/memory'
import { z } from 'zod'
import type { Tool } from './tool'

const input = z.object({
  fact: z
    .string()
    .trim()
    .min(1)
    .max(mostFactCharacters)
    .describe('One lasting fact about the user, as a short sentence'),
})

/** Proposes a fact for the memory. It keeps nothing: the answer shows the fact with a button for the user. */
export const remember = (isOn: () => boolean): Tool<typeof input> => ({
  name: 'remember',
  title: 'Remember',
  origin: 'parley',
  description:
    'Proposes to remember a fact about the user for later conversations. Use it only when they ask for it, or tell something lasting about themselves.',
  input,
  isOffered: isOn,
  run: async () => 'Proposed. The user sees it and decides; do not mention it further.',
})
