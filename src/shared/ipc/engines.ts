import { z } from 'zod'
import type { EngineSummary, LocalServer, ModelEntry } from '../model/engine'
import {
  type ConnectionTest,
  connectionChangeSchema,
  engineConnectionSchema,
} from '../model/engineConnection'
import { refusalSchema } from '../model/refusal'
import { id } from './common'
import { call } from './define'

/** The certificate that the user was shown and trusts. */
const pinned = engineConnectionSchema.shape.pinned.unwrap().optional()

export const engines = {
  /**
   * Checks with one cheap call, then keeps the engine and makes it the one for new conversations. Fails with
   * an `engine/*` code and keeps nothing when the check fails. The key goes in here and never comes out.
   */
  'engines.connect': call<EngineSummary>()(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('openai'), key: z.string().trim().min(1).max(1_000) }),
      z.object({
        kind: z.literal('anthropic'),
        key: z.string().trim().max(1_000).optional(),
        /** Absent: Anthropic's own. */
        baseUrl: z
          .url({ protocol: /^https?$/ })
          .max(2_000)
          .optional(),
        pinned,
      }),
      z.object({
        kind: z.literal('compatible'),
        baseUrl: z.url({ protocol: /^https?$/ }).max(2_000),
        /** The provider whose way of taking keys this server has; absent: as the address says. */
        preset: z.string().max(60).optional(),
        name: z.string().max(100).optional(),
        /** The key, which many local servers do not need. */
        key: z.string().trim().max(1_000).optional(),
        pinned,
      }),
      z.object({ kind: z.literal('builtin') }),
    ]),
  ),
  'engines.remove': call<void>()(z.object({ engineId: id })),
  'engines.forgetKey': call<void>()(z.object({ engineId: id })),
  /** Changes how an engine is reached. Secret values go in here and never come out. */
  'engines.changeConnection': call<void>()(z.object({ engineId: id, change: connectionChangeSchema })),
  /** Forgets that the server did not take this: the next request tries it again. */
  'engines.forgetRefusal': call<void>()(z.object({ engineId: id, refusal: refusalSchema })),
  /**
   * One cheap call by the engine's own way. Fails with the code that says why not; `engine/certificate` has
   * the certificate's `fingerprint`, `subject`, `issuer` and `validTo`.
   */
  'engines.test': call<ConnectionTest>()(z.object({ engineId: id })),
  /** Asks for a file of certificates; null where the user cancels. */
  'engines.chooseCertificates': call<string | null>()(z.object({})),
  /**
   * The server's list merged with the catalog; from memory unless `refresh`. A server that cannot list gives
   * the catalog's.
   */
  'engines.models': call<readonly ModelEntry[]>()(
    z.object({ engineId: id, refresh: z.boolean().default(false) }),
  ),
  /** Looks on the usual ports of Ollama, LM Studio, llama.cpp and LocalAI on this computer. */
  'engines.discover': call<readonly LocalServer[]>()(z.object({})),
}
