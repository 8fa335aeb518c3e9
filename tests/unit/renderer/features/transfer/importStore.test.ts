import type { Bridge, Frame } from '@shared/ipc/define'
import { noCounts, type TransferEvent } from '@shared/model/transfer'
import { beforeEach, expect, it, vi } from 'vitest'
import { useImport } from '../../../../../src/renderer/features/transfer/importStore'

/** The streams that the page opened, in order. */
let opened: ((frame: Frame<unknown>) => void)[] = []
const tell = (stream: number, event: TransferEvent) => opened[stream]?.({ type: 'item', items: [event] })
const state = () => useImport.getState().state
const ended = (name: string): TransferEvent => ({
  type: 'ended',
  transferId: name,
  result: {
    end: 'complete',
    failure: null,
    source: 'chatgpt',
    name,
    added: noCounts,
    known: noCounts,
    leftOut: [],
  },
})

beforeEach(() => {
  opened = []
  const bridge: Bridge = {
    call: async () => ({ ok: true, value: undefined }),
    open: (_name, _input, onFrame) => {
      opened.push(onFrame as (frame: Frame<unknown>) => void)
      return { close: () => {} }
    },
  }
  vi.stubGlobal('window', { parley: bridge })
  useImport.setState({ state: { type: 'none' } })
})

it('the end of an import takes nothing from the next one, for which a file is being chosen already', async () => {
  const first = useImport.getState().start()
  tell(0, ended('first.zip'))
  await vi.waitFor(() => expect(state().type).toBe('ended'))
  void useImport.getState().start()
  expect(state().type).toBe('choosing')
  // Main says that there is nothing more to tell of the first one.
  opened[0]?.({ type: 'end' })
  await first
  expect(state().type).toBe('choosing')
})

it('a choice that is cancelled shows again how the last import ended', async () => {
  useImport.setState({ state: { type: 'refused', code: 'transfer/busy' } })
  const choosing = useImport.getState().start()
  opened[0]?.({ type: 'end' })
  await choosing
  expect(state()).toEqual({ type: 'refused', code: 'transfer/busy' })
})

it('what was cancelled while its file was looked into stays so when it is known what the file is', async () => {
  void useImport.getState().start()
  tell(0, { type: 'started', name: 'large.zip', source: null })
  await vi.waitFor(() => expect(state().type).toBe('running'))
  await useImport.getState().cancel()
  tell(0, { type: 'started', name: 'large.zip', source: 'chatgpt' })
  await vi.waitFor(() => expect(state()).toMatchObject({ source: 'chatgpt', isCancelling: true }))
})
