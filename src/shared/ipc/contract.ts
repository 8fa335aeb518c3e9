import { app } from './app'
import { conversations } from './conversations'
import { engines } from './engines'
import { pictures } from './pictures'
import { runs } from './runs'
import { settings } from './settings'
import { speech } from './speech'

/** All that a window may ask of main. */
export const contract = { ...app, ...settings, ...engines, ...conversations, ...runs, ...pictures, ...speech }
export type AppContract = typeof contract
