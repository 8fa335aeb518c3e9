import type { AppEvent } from '@shared/model/events'
import { expect, it } from 'vitest'
import { StandInNotice } from '../../../../src/main/engines/StandInNotice'
import { Emitter } from '../../../../src/main/lib/Emitter'
import { Notices } from '../../../../src/main/settings/Notices'
import { defaultSettings } from '../../../fakes/fakeSettings'

const make = () => {
  const notices = new Notices(new Emitter<AppEvent>())
  return { notices, standIn: new StandInNotice(notices) }
}
const engine = { id: 'builtin', name: 'Built-in guide', defaultModel: 'builtin' }
const standing = { engine, model: 'builtin', insteadOf: 'server:http://gone.example/v1' }

it('tells once which engine stands in for which, and nothing of a chosen one', () => {
  const { notices, standIn } = make()
  standIn.tell({ ...standing, insteadOf: null })
  expect(notices.list()).toEqual([])
  standIn.tell(standing)
  expect(notices.list()).toEqual([
    {
      kind: 'engine-gone',
      severity: 'warning',
      data: { engine: 'server:http://gone.example/v1', next: 'Built-in guide' },
    },
  ])
  notices.dismiss('engine-gone')
  standIn.tell(standing)
  expect(notices.list()).toEqual([])
})

it('is over, and tells anew, once another engine is chosen; other settings change nothing', () => {
  const { notices, standIn } = make()
  standIn.update(defaultSettings)
  standIn.tell(standing)
  standIn.update({ ...defaultSettings, voice: 'nova' })
  expect(notices.list()).toHaveLength(1)
  standIn.update({ ...defaultSettings, engineId: 'openai' })
  expect(notices.list()).toEqual([])
  standIn.tell(standing)
  expect(notices.list()).toHaveLength(1)
})
