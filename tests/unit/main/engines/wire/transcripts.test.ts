import { describe, expect, it } from 'vitest'
import {
  joinSpoken,
  spokenPieceIn,
  spokenWordsIn,
  wordsOfSubtitles,
} from '../../../../../src/main/engines/wire/transcripts'

const said = (...answers: unknown[]): string =>
  joinSpoken(answers.map(spokenPieceIn).filter((piece) => piece !== null))

describe('the words of an answer', () => {
  it.each([
    [{ text: 'Hello' }, 'Hello'],
    [{ text: '', segments: [{ text: 'Hello' }] }, 'Hello'],
    [{ text: '' }, ''],
    [{ segments: [] }, ''],
    [{ transcription: [{ text: ' Hello' }, { text: ' you' }] }, ' Hello you'],
    [
      { results: { channels: [{ alternatives: [{ transcript: 'Hello' }, { transcript: 'Jello' }] }] } },
      'Hello',
    ],
    [
      { results: [{ alternatives: [{ transcript: 'Hello' }] }, { alternatives: [{ transcript: 'you' }] }] },
      'Hello you',
    ],
    [{ words: [{ word: 'Hello' }, { word: 'you' }] }, 'Hello you'],
    [{ words: [{ word: '你' }, { word: '好' }] }, '你好'],
    [[{ text: 'Hello' }, { text: 'you' }], 'Hello you'],
    [{ choices: [{ message: { content: 'Hello' } }] }, 'Hello'],
    [{ language: 'en', duration: 1 }, null],
    [{ text: 5 }, null],
  ])('%j', (answer, words) => {
    expect(spokenWordsIn(answer)).toBe(words)
  })
})

describe('several answers', () => {
  it.each([
    ['pieces with their spaces', [{ text: 'Hello ' }, { text: 'you' }], 'Hello you'],
    ['pieces without', [{ text: 'Hello' }, { text: 'you' }], 'Hello you'],
    ['ever more', [{ text: 'He' }, { text: 'Hello' }, { text: 'Hello you' }], 'Hello you'],
    ['pieces and the whole', [{ text: 'Hello' }, { text: 'you' }, { text: 'Hello you' }], 'Hello you'],
    ['what may change, and what is said', [{ type: 'partial', text: 'Yell' }, { text: 'Hello' }], 'Hello'],
    ['letters', [{ delta: 'Hel' }, { delta: 'lo' }], 'Hello'],
    ['the whole after letters', [{ delta: 'Hel' }, { type: 'transcript.text.done', text: 'Hello' }], 'Hello'],
    ['nothing', [{ text: '' }], ''],
  ])('%s', (_what, answers, words) => {
    expect(said(...answers)).toBe(words)
  })
})

it.each([
  ['WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n\n00:01.000 --> 00:02.000\nyou\n', 'Hello you'],
  ['1\r\n00:00:00,000 --> 00:00:01,000\r\nHello\r\n', 'Hello'],
  ['At 10:00 I said\n5\ntimes', 'At 10:00 I said\n5\ntimes'],
])('subtitles are told from words: %j', (text, words) => {
  expect(wordsOfSubtitles(text)).toBe(words)
})
