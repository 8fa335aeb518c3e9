import { type SettingsPatch, settingsPatchSchema, settingsSchema } from '@shared/model/settings'
import { describe, expect, it } from 'vitest'

describe('what a page may set', () => {
  it('is what it says and no more: no default fills in what was left out', () => {
    expect(settingsPatchSchema.parse({})).toEqual({})
    expect(settingsPatchSchema.parse({ voice: 'nova' })).toEqual({ voice: 'nova' })
  })

  it('is every setting but those with calls of their own', () => {
    const kept = Object.keys(settingsSchema.shape)
    const open = Object.keys(settingsPatchSchema.shape)
    expect(kept.filter((name) => !open.includes(name))).toEqual([
      'engines',
      'assistants',
      'sharesWithDevices',
      'toolPolicies',
      'originPolicies',
      'toolVersions',
      'toolServers',
      'searxngUrl',
    ])
    expect(open.filter((name) => !kept.includes(name))).toEqual([])
  })

  it.each([
    { engineId: null },
    { voice: '' },
    { pictureSize: 'huge' },
    { pictureSize: '1024x1024 ' },
    { stayWhenClosed: null },
    { speechSpeed: 9 },
    { theme: undefined, colour: 'red' },
    { engines: [] },
    { assistants: [] },
  ])('is never %o', (patch) => {
    expect(settingsPatchSchema.safeParse(patch).success).toBe(false)
  })

  it.each([
    { engineId: 'openai' },
    { voice: 'flite:slt' },
    { pictureSize: 'auto' },
    { pictureSize: '1536x1024' },
    { stayWhenClosed: false },
    { model: null },
    { shortcuts: { find: null } },
    { lookAccelerator: null },
  ])('may be %o', (patch) => {
    expect(settingsPatchSchema.parse(patch)).toEqual(patch)
  })

  it('has the same type for the page', () => {
    const patch: SettingsPatch = { engineId: 'openai', model: null }
    // @ts-expect-error: an engine is chosen, never taken back
    const noEngine: SettingsPatch = { engineId: null }
    // @ts-expect-error: engines have calls of their own
    const engines: SettingsPatch = { engines: [] }
    expect([patch, noEngine, engines]).toHaveLength(3)
  })
})

describe('what is kept', () => {
  it('has a default for every setting but the assistants, which the app brings along', () => {
    const { assistants, ...defaults } = settingsSchema.parse({})
    expect(assistants).toBeUndefined()
    expect(Object.keys(defaults)).toEqual(
      Object.keys(settingsSchema.shape).filter((name) => name !== 'assistants'),
    )
    expect(defaults).toMatchObject({ engineId: null, stayWhenClosed: null, engines: [], shortcuts: {} })
  })

  it('is read as an older version wrote it, before a page was checked more closely', () => {
    const older = { engineId: null, voice: '', pictureSize: 'huge', stayWhenClosed: null }
    expect(settingsSchema.parse(older)).toMatchObject(older)
  })
})
