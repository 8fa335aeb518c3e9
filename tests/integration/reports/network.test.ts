import { expect, test } from 'vitest'
import { answerSettings } from '../../../src/main/runs/answerSettings'
import type { Wire } from '../../fakes/replayServer'
import { replayPlace, titleOf, wireOf } from './replay'

const replay = replayPlace()

test(titleOf('net-02'), async () => {
  const { ask, server } = await replay('net-02')
  const { message, failure } = await ask('/image a red square')
  expect(failure).toBeUndefined()
  expect(message.parts).toMatchObject([{ type: 'picture', width: 64, height: 64 }])
  expect(server.requests).toHaveLength(2)
})

/** All waits of the report and of the settings are this much shorter. */
const scale = 1 / 60

test(titleOf('net-04'), async () => {
  const wire = wireOf('net-04')
  const delayMs = Number('delayMs' in wire.respond && wire.respond.delayMs)
  const quick: Wire = { ...wire, respond: { ...wire.respond, delayMs: delayMs * scale } }
  const { ask, app } = await replay(quick)
  const { settings, engines } = app.services
  const usual = await answerSettings(settings, engines, { ensureWithin: async () => {} })({})
  expect([usual.idleTimeoutMs < delayMs, (usual.firstByteMs ?? 0) > delayMs]).toEqual([true, true])
  settings.update({
    idleTimeoutMs: usual.idleTimeoutMs * scale,
    firstByteTimeoutMs: (usual.firstByteMs ?? 0) * scale,
  })
  const { text, failure, message } = await ask('first question')
  expect({ text, failure, state: message.state }).toEqual({
    text: 'Loaded.',
    failure: undefined,
    state: 'complete',
  })
})
