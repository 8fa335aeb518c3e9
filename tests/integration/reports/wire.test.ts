import { expect, test } from 'vitest'
import { replayPlace, titleOf } from './replay'

const replay = replayPlace()

test.each([{ id: 'sse-24', text: 'A 😀 B 🎉 end.' }].map((row) => ({ ...row, title: titleOf(row.id) })))(
  '$title: is read whole',
  async ({ id, text }) => {
    const { ask } = await replay(id)
    const answer = await ask('first question')
    expect({ text: answer.text, state: answer.message.state, failure: answer.failure }).toEqual({
      text,
      state: 'complete',
      failure: undefined,
    })
  },
)
