import type { Bridge, Frame } from '@shared/ipc/define'
import { AppError } from '@shared/ipc/errors'
import { defaultPictureExport } from '@shared/model/pictureExport'
import { noCounts, type TransferEvent } from '@shared/model/transfer'
import { beforeEach, expect, it, vi } from 'vitest'
import {
  exportPictures,
  refuseDrag,
  usePictureExport,
} from '../../../../../../src/renderer/features/pictures/export/pictureExportStore'

let opened: { readonly name: string; readonly tell: (frame: Frame<unknown>) => void }[] = []
let called: string[] = []
const tell = (stream: number, ...items: readonly TransferEvent[]) =>
  opened[stream]?.tell({ type: 'item', items })
const end = (stream: number) => opened[stream]?.tell({ type: 'end' })
const state = () => usePictureExport.getState().state
const started: TransferEvent = { type: 'started', name: 'out', source: null }
const ended: TransferEvent = {
  type: 'ended',
  transferId: 'one',
  result: {
    end: 'complete',
    failure: null,
    source: null,
    name: 'out',
    added: { ...noCounts, pictures: 2 },
    known: noCounts,
    leftOut: [],
  },
}

beforeEach(() => {
  opened = []
  called = []
  const bridge: Bridge = {
    call: async (name) => {
      called.push(name)
      return { ok: true, value: undefined }
    },
    open: (name, _input, onFrame) => {
      opened.push({ name, tell: onFrame as (frame: Frame<unknown>) => void })
      return { close: () => {} }
    },
  }
  vi.stubGlobal('window', { parley: bridge })
  usePictureExport.setState({ state: { type: 'none' }, pictureIds: null })
})

it('an export that runs is shown, goes on while the dialog is closed, and is cancelled on request', async () => {
  exportPictures(['a', 'b'])
  const exporting = usePictureExport.getState().start(defaultPictureExport)
  expect(state().type).toBe('choosing')
  tell(0, started)
  await vi.waitFor(() => expect(state()).toMatchObject({ type: 'running', isCancelling: false }))
  usePictureExport.getState().close()
  exportPictures(['c'])
  expect(state().type).toBe('running')
  await usePictureExport.getState().cancel()
  expect([state(), called]).toMatchObject([{ isCancelling: true }, ['pictures.cancelExport']])
  tell(0, ended)
  end(0)
  await exporting
  expect(state()).toBe(ended)
})

it('one at a time: a second is not even asked for', async () => {
  exportPictures(['a'])
  void usePictureExport.getState().start(defaultPictureExport)
  await usePictureExport.getState().start(defaultPictureExport)
  expect(opened).toHaveLength(1)
})

it('a choice that is cancelled leaves things as they were, and an empty one asks nothing', async () => {
  exportPictures(['a'])
  const choosing = usePictureExport.getState().start(defaultPictureExport)
  end(0)
  await choosing
  expect(state()).toEqual({ type: 'none' })
  usePictureExport.getState().close()
  exportPictures([])
  expect(usePictureExport.getState().pictureIds).toBeNull()
})

it('what could not begin says why', async () => {
  exportPictures(['a'])
  const choosing = usePictureExport.getState().start(defaultPictureExport)
  opened[0]?.tell({ type: 'fail', failure: { code: 'transfer/busy', message: '' } })
  await choosing
  expect(state()).toMatchObject({ type: 'refused', code: 'transfer/busy' })
})

it('after a reload an export that goes on is shown; one that is over is no news', async () => {
  const over = usePictureExport.getState().attach()
  tell(0, started, ended)
  end(0)
  await over
  expect(state()).toEqual({ type: 'none' })
  const running = usePictureExport.getState().attach()
  tell(1, started)
  await vi.waitFor(() => expect(state().type).toBe('running'))
  tell(1, ended)
  end(1)
  await running
  expect(state()).toBe(ended)
})

it('says why pictures could not be dragged, unless an export is to be seen there', () => {
  refuseDrag(['a'], new AppError('picture/not-found'))
  expect(usePictureExport.getState()).toMatchObject({
    pictureIds: ['a'],
    state: { type: 'refused', code: 'picture/not-found' },
  })
  usePictureExport.setState({
    state: { type: 'running', name: 'out', source: null, progress: null, added: null, isCancelling: false },
  })
  refuseDrag(['b'], new AppError('file/disk-full'))
  expect(state().type).toBe('running')
})
