import { abilitiesOf } from '@shared/model/pictureAbilities'
import { expect, it } from 'vitest'
import type { DrawingDeps } from '../../../../src/main/pictures/drawing'
import { generateImage } from '../../../../src/main/tools/generateImage'
import { anOffer, toolPlace } from '../../../fakes/toolRegistry'

const offeredBy = (model: string) => {
  const tool = generateImage({} as DrawingDeps, () => abilitiesOf('openai', model))
  const [described] = toolPlace([tool]).registry.describe({ ...anOffer, engineId: 'openai' })
  return described?.parameters as { properties: Record<string, { enum?: string[] }>; required: string[] }
}

it('tells the model what its picture model takes, and no more', () => {
  const large = offeredBy('gpt-image-2.5-flare')
  expect(Object.keys(large.properties).sort()).toEqual([
    'background',
    'count',
    'format',
    'prompt',
    'quality',
    'size',
  ])
  expect(large.required).toEqual(['prompt'])
  expect(large.properties.quality?.enum).toContain('max')
  const usual = offeredBy('gpt-image-2.6-flare')
  expect(usual.properties.quality?.enum).toEqual(['auto', 'low', 'medium', 'high'])
  expect(usual.properties.size?.enum).toEqual(['auto', '1024x1024', '1536x1024', '1024x1536'])
})
