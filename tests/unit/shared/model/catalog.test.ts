import {
  type Catalog,
  catalog,
  costOfAnswer,
  costOfPicture,
  dead,
  defaultModel,
  endingSoon,
  estimatePicture,
  findModel,
  guessRole,
  mergeModels,
  replacementFor,
} from '@shared/model/catalog'
import { describe, expect, it } from 'vitest'

const today = '2026-11-22'
const usage = (fields: Partial<Parameters<typeof costOfAnswer>[1]> = {}) => ({
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  ...fields,
})

describe('the bundled catalog', () => {
  it('has each id once, each with its source', () => {
    const ids = catalog.entries.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(catalog.entries.filter(({ source }) => source === '')).toEqual([])
  })

  it('names only replacements and defaults that it knows and that live', () => {
    const named = [
      ...catalog.entries.flatMap(({ replacement }) => replacement ?? []),
      ...Object.values(catalog.defaults).flatMap((uses) => Object.values(uses)),
    ]
    expect(named.filter((id) => findModel(id) === null || dead(id, today))).toEqual([])
  })

  it('has real dates only', () => {
    const dates = catalog.entries.flatMap(({ shutdownDate }) => shutdownDate ?? [])
    expect(
      [catalog.asOf, ...dates].filter((date) => new Date(date).toISOString().slice(0, 10) !== date),
    ).toEqual([])
  })
})

describe('a default model', () => {
  it('is the one of its use', () => {
    expect(defaultModel('chat', 'openai', today)).toBe('gpt-6.2-sol')
    expect(defaultModel('titles', 'openai', today)).toBe('gpt-6-luna')
    expect(defaultModel('picture', 'openai', today)).toBe('gpt-image-2.6-flare')
    expect(defaultModel('other', 'openai', today)).toBeNull()
  })

  it('becomes its replacement on the day it ends', () => {
    expect(defaultModel('speech', 'openai', '2027-01-05')).toBe('gpt-4o-mini-tts')
    expect(defaultModel('speech', 'openai', '2027-01-06')).toBe('gpt-realtime-2.1-mini')
  })

  it('is unknown on a compatible server', () => {
    expect(defaultModel('chat', 'compatible', today)).toBeNull()
  })

  it('does not go round in circles', () => {
    const entry = {
      engine: 'openai',
      role: 'chat',
      price: null,
      shutdownDate: '2020-01-01',
      note: null,
      source: 'x',
    } as const
    const circular: Catalog = {
      ...catalog,
      entries: [
        { ...entry, id: 'a', replacement: 'b' },
        { ...entry, id: 'b', replacement: 'a' },
      ],
      defaults: { openai: { chat: 'a' } },
    }
    expect(defaultModel('chat', 'openai', today, circular)).toBeNull()
  })
})

describe('the end of a model', () => {
  it('is soon within the days asked for, and not any more once it has come', () => {
    expect(endingSoon('gpt-image-1.5', today, 9)).toBe(true)
    expect(endingSoon('gpt-image-1.5', today, 8)).toBe(false)
    expect(endingSoon('gpt-image-1.5', '2026-12-01', 30)).toBe(false)
    expect(endingSoon({ shutdownDate: null }, today, 10_000)).toBe(false)
  })

  it('has come on its day', () => {
    expect(dead('gpt-image-1.5', '2026-11-30')).toBe(false)
    expect(dead('gpt-image-1.5', '2026-12-01')).toBe(true)
    expect(dead('nobody-knows', today)).toBe(false)
  })

  it('has a way out: what its maker names, else the default of its kind', () => {
    expect(replacementFor('gpt-image-1.5', today)).toBe('gpt-image-2.6-flare')
    expect(replacementFor('gpt-4o-2024-08-06', today)).toBe('gpt-6.2-sol')
    expect(replacementFor('dall-e-3', today)).toBe('gpt-image-2.6-flare')
    expect(replacementFor('nobody-knows', today)).toBeNull()
  })
})

describe('merging the server’s list', () => {
  it('puts what it lists first, with what the catalog knows, and its own date over ours', () => {
    const merged = mergeModels(
      'openai',
      [
        { id: 'gpt-6.2-sol', shutdownDate: '2028-01-01' },
        { id: 'gpt-4o-2024-08-06', shutdownDate: null },
        { id: 'brand-new', shutdownDate: null },
      ],
      today,
    )
    expect(merged.slice(0, 3)).toEqual([
      {
        id: 'gpt-6.2-sol',
        role: 'chat',
        isListed: true,
        shutdownDate: '2028-01-01',
        replacement: null,
        price: { input: 2, output: 10 },
        note: 'Everyday work',
      },
      expect.objectContaining({ id: 'gpt-4o-2024-08-06', shutdownDate: '2027-01-14' }),
      {
        id: 'brand-new',
        role: 'chat',
        isListed: true,
        shutdownDate: null,
        replacement: null,
        price: null,
        note: null,
      },
    ])
    expect(merged.filter(({ id }) => id === 'gpt-6.2-sol')).toHaveLength(1)
    expect(merged.find(({ id }) => id === 'gpt-6-luna')).toMatchObject({ isListed: false })
  })

  it('leaves out what is gone, unless the server still lists it', () => {
    const ids = (listed: readonly string[]) =>
      mergeModels(
        'openai',
        listed.map((id) => ({ id, shutdownDate: null })),
        today,
      ).map(({ id }) => id)
    expect(ids([])).not.toContain('dall-e-3')
    expect(ids(['dall-e-3'])).toContain('dall-e-3')
  })

  it('adds nothing of OpenAI’s to another server, nor its prices', () => {
    expect(mergeModels('compatible', [{ id: 'gpt-6-luna', shutdownDate: null }], today)).toEqual([
      {
        id: 'gpt-6-luna',
        role: 'chat',
        isListed: true,
        shutdownDate: null,
        replacement: null,
        price: null,
        note: null,
      },
    ])
  })

  it.each([
    ['llama3.2:3b', 'chat'],
    ['kokoro-82m', 'speech'],
    ['gpt-4o-mini-tts', 'speech'],
    ['whisper-large-v3', 'transcription'],
    ['stable-diffusion-3', 'picture'],
    ['gpt-image-3', 'picture'],
    ['nomic-embed-text', 'other'],
    ['gpt-realtime-3', 'other'],
  ])('guesses what %s is for', (id, role) => {
    expect(guessRole(id)).toBe(role)
  })
})

describe('cost', () => {
  it('of an answer is tokens times price', () => {
    expect(costOfAnswer('gpt-6.2-sol', usage({ inputTokens: 1_000, outputTokens: 500 }))).toBeCloseTo(0.007)
    expect(
      costOfAnswer('gpt-6.2-sol', usage({ inputTokens: 1_000, outputTokens: 500, webSearches: 3 })),
    ).toBeCloseTo(0.037)
  })

  it('counts cached tokens in full where their price is unknown, so that it never says too little', () => {
    const cost = costOfAnswer('gpt-6.2-sol', usage({ inputTokens: 1_000, cachedInputTokens: 900 }))
    expect(cost).toBeCloseTo(0.002)
  })

  it('rises for long input', () => {
    const cost = costOfAnswer('gpt-6.2-sol', usage({ inputTokens: 300_000, outputTokens: 1_000 }))
    expect(cost).toBeCloseTo(0.3 * 2 * 2 + 0.001 * 10 * 1.5)
  })

  it('is unknown where the price is, never nothing', () => {
    expect(costOfAnswer('gpt-5.6-sol', usage({ inputTokens: 1 }))).toBeNull()
    expect(costOfAnswer('nobody-knows', usage({ inputTokens: 1 }))).toBeNull()
    expect(
      costOfPicture('gpt-image-2', { textInputTokens: 1, imageInputTokens: 0, imageOutputTokens: 1 }),
    ).toBeNull()
    expect(costOfPicture('gpt-image-2.6-flare', null)).toBeNull()
    expect(estimatePicture('gpt-image-2.6-flare', '1024x1024')).toBeNull()
  })

  it('of a picture is its tokens times their prices', () => {
    const tokens = { textInputTokens: 1_000, imageInputTokens: 1_000, imageOutputTokens: 1_000 }
    expect(costOfPicture('gpt-image-2.6-flare', tokens)).toBeCloseTo(0.043)
  })

  it('of the built-in engine is nothing', () => {
    expect(costOfAnswer('builtin', usage({ inputTokens: 5 }))).toBe(0)
    expect(estimatePicture('builtin', '1024x1024')).toBe(0)
  })
})
