import { z } from 'zod'

/** The address of a SearXNG server; null: none. */
export const searxngUrlSchema = z
  .url({ protocol: /^https?$/ })
  .max(2_000)
  .nullable()
