import { makeProfile, type Page, type Running, start } from '../lib/app'
import type { Server } from '../lib/server'
import { type AnswerSpec, questionFor } from '../server/answerSpec'

/** The app, connected to the fake server as a user would by the environment. */
export const startConnected = (server: Server, profile = makeProfile()): Promise<Running> =>
  start('app', { profile, environment: { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: 'bench' } })

let lastWord = 0
/** A word that occurs nowhere else. */
const uniqueWord = (): string => {
  lastWord += 1
  return `zz${lastWord}end`
}

export const specWith = (spec: Partial<AnswerSpec> & Pick<AnswerSpec, 'kind'>): AnswerSpec => ({
  size: 10,
  rate: 50,
  seed: 1,
  delayMs: 0,
  last: uniqueWord(),
  ...spec,
})

export const writeQuestion = (page: Page, spec: AnswerSpec): Promise<void> => page.type(questionFor(spec))

export const pressEnter = (page: Page): Promise<void> => page.press('Enter', 13)

/** Waits until two frames have passed: what was on its way has been drawn. */
export const settle = (page: Page): Promise<unknown> =>
  page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))')
