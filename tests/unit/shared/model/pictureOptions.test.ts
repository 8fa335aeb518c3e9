import { abilitiesOf } from '@shared/model/pictureAbilities'
import { fitPictureOptions, fitsFreeSize, takesSize } from '@shared/model/pictureOptions'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'

describe('what a picture model lets one choose', () => {
  it('differs by model, and a dated snapshot is its model', () => {
    expect(abilitiesOf('openai', 'gpt-image-2.5-flare').qualities).toContain('max')
    expect(abilitiesOf('openai', 'gpt-image-2.5-flare-2026-09-08').qualities).toContain('max')
    expect(abilitiesOf('openai', 'gpt-image-2.6-flare').qualities).not.toContain('xhigh')
    expect(abilitiesOf('openai', 'gpt-image-2.6-flare').hasFreeSize).toBe(false)
    expect(abilitiesOf('openai', 'gpt-image-2').hasFreeSize).toBe(true)
  })

  it('is only a size where nothing more is known, whatever the model’s name', () => {
    const { qualities, backgrounds, formats } = abilitiesOf('compatible', 'gpt-image-2.5-flare')
    expect([qualities, backgrounds, formats]).toEqual([[], [], []])
    expect(abilitiesOf('builtin', 'builtin').edits).toBe(false)
  })
})

test.each([
  ['1536x864', true],
  ['3840x2160', true],
  ['2160x3840', true],
  ['1537x864', false],
  ['3072x1008', false],
  ['3840x3840', false],
  ['0x16', false],
  ['auto', false],
])('a free size of %s fits: %s', (size, fits) => {
  expect(fitsFreeSize(size)).toBe(fits)
})

describe('picture options', () => {
  it('loses what the model does not know, and keeps where it comes from', () => {
    const wish = {
      size: '512x512',
      quality: 'max',
      background: 'transparent',
      count: 9,
      fromId: 'x',
    } as const
    expect(fitPictureOptions(wish, abilitiesOf('builtin', null))).toEqual({
      size: '512x512',
      count: 4,
      fromId: 'x',
    })
  })

  it('for something transparent is not a JPEG', () => {
    const wish = { background: 'transparent', format: 'jpeg' } as const
    expect(fitPictureOptions(wish, abilitiesOf('openai', 'gpt-image-2'))).toEqual({
      background: 'transparent',
      format: 'png',
    })
  })

  it('that was made to fit, fits', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('openai', 'compatible', 'builtin'),
        fc.constantFrom('gpt-image-2', 'gpt-image-2.5-flare', 'gpt-image-2.6-flare', 'unheard-of'),
        fc.record({ size: fc.string(), count: fc.integer() }, { requiredKeys: [] }),
        (kind, model, wish) => {
          const abilities = abilitiesOf(kind, model)
          const { size, count } = fitPictureOptions(wish, abilities)
          expect(size === undefined || takesSize(abilities, size)).toBe(true)
          expect(count === undefined || (count >= 1 && count <= abilities.mostCount)).toBe(true)
        },
      ),
    )
  })
})
