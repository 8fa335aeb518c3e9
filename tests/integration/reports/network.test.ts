import { expect, test } from 'vitest'
import { replayPlace, titleOf } from './replay'

const replay = replayPlace()

test(titleOf('net-02'), async () => {
  const { ask, server } = await replay('net-02')
  const { message, failure } = await ask('/image a red square')
  expect(failure).toBeUndefined()
  expect(message.parts).toMatchObject([{ type: 'picture', width: 64, height: 64 }])
  expect(server.requests).toHaveLength(2)
})
