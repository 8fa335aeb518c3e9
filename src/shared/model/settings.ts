import { z } from 'zod'
import { assistantSchema } from './assistant'
import { captureActionSchema, defaultCaptureActions, mostCaptureActions } from './capture'
import { defaultPictureExport } from './pictureExport'
import { pictureExportSchema } from './pictureExportSchema'
import { pictureBackgrounds, pictureQualities } from './pictureOptions'

const capabilities = z.object({
  streaming: z.boolean().optional(),
  tools: z.boolean().optional(),
  speech: z.boolean().optional(),
  pictureStreaming: z.boolean().optional(),
  pictureEdits: z.boolean().optional(),
})

/** An engine that the user set up. Its key lives apart, encrypted, under the same id. */
const engineSettingsSchema = z.object({
  id: z.string().min(1).max(100),
  kind: z.enum(['openai', 'compatible', 'builtin']),
  name: z.string().min(1).max(100),
  baseUrl: z.url({ protocol: /^https?$/ }).nullable(),
  capabilities: capabilities.default({}),
})
export type EngineSettings = z.output<typeof engineSettingsSchema>

const microphoneSchema = z.object({ id: z.string().min(1).max(300), name: z.string().max(300) })

/**
 * All settings: type, default and check in one. Every field has a default, so that a damaged or older file is
 * read as far as it is good.
 */
export const settingsSchema = z.object({
  /** False until the user has chosen a way in on the welcome screen. */
  welcomed: z.boolean().default(false),
  engines: z.array(engineSettingsSchema).max(50).default([]),
  /** The engine of new conversations; null until one was chosen. */
  engineId: z.string().max(100).nullable().default(null),
  /** The model of new conversations; null means the engine's default. */
  model: z.string().max(200).nullable().default(null),
  systemPrompt: z.string().max(100_000).default('You are a helpful assistant'),
  streaming: z.boolean().default(true),
  readAloud: z.boolean().default(false),
  /** An engine voice by its name, or `flite:NAME` for the offline voice. */
  voice: z.string().max(100).default('onyx'),
  /** Null means the catalog's default for the engine. */
  speechModel: z.string().max(200).nullable().default(null),
  /** How fast speech is played; the voice keeps its pitch. */
  speechSpeed: z.number().min(0.5).max(3).default(1),
  /** Megabytes of speech kept for replay; 0 keeps none. */
  speechKeptMb: z.number().int().min(0).max(100_000).default(200),
  /** Null: the system's own choice. The name finds it again where its id has changed. */
  microphone: microphoneSchema.nullable().default(null),
  /** What was said goes off as soon as its words are there; otherwise it waits in the field. */
  sendWhatWasSaid: z.boolean().default(true),
  /** Who turns speech into text; null: who is going to answer. */
  listeningEngineId: z.string().max(100).nullable().default(null),
  /** Null means the engine's usual one. */
  transcriptionModel: z.string().max(200).nullable().default(null),
  /** Hands-free: silence of this length ends what is said. */
  silenceEndsTurnMs: z.number().int().min(400).max(5_000).default(1_200),
  /** Hands-free: whoever talks silences the voice. */
  talkingInterrupts: z.boolean().default(true),
  pictureModel: z.string().max(200).nullable().default(null),
  pictureSize: z.string().max(20).default('1024x1024'),
  /** How pictures are written into files, as it was chosen last. */
  pictureExport: pictureExportSchema.default(defaultPictureExport),
  /** Null, here and below: as the model does it by itself. */
  pictureQuality: z.enum(pictureQualities).nullable().default(null),
  pictureBackground: z.enum(pictureBackgrounds).nullable().default(null),
  pictureFormat: z.enum(['png', 'jpeg', 'webp']).nullable().default(null),
  /** Without a byte for this long, a stream counts as stalled. */
  idleTimeoutMs: z.number().int().min(1_000).max(3_600_000).default(60_000),
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  assistants: z.array(assistantSchema).max(200).optional(),
  /** Name a conversation after its first answer with the engine's cheap model. */
  makeTitles: z.boolean().default(true),
  /** US dollars a month; null: no line. Only known prices count. */
  monthlyLimitUsd: z.number().positive().max(1_000_000).nullable().default(null),
  /** At the line: ask nothing more, instead of warning only. */
  blockAtLimit: z.boolean().default(false),
  /** Shortcuts that the user changed, by command; null switches one off. Electron accelerator spelling, e.g. `CmdOrCtrl+K`. */
  shortcuts: z.record(z.string().max(60), z.string().max(60).nullable()).default({}),
  /** With no keyring: keep the key under Chromium's fixed password, which hides it but does not protect it. */
  allowWeakKeyStorage: z.boolean().default(false),
  /** Closing the window leaves Parley running; null: nobody has been asked yet. */
  stayWhenClosed: z.boolean().nullable().default(null),
  /** An icon where the desktop shows such. */
  trayIcon: z.boolean().default(true),
  /** Nothing is read aloud by itself. */
  muted: z.boolean().default(false),
  /** Tell when an answer is finished that nobody is looking at. */
  notifyWhenAnswered: z.boolean().default(true),
  /** Opens the quick-ask window from anywhere; null: off. Spelt as `shortcuts`. */
  quickAccelerator: z.string().max(60).nullable().default('CmdOrCtrl+Shift+Space'),
  /** Who answers what is asked there; null: as in new conversations. */
  quickAssistantId: z.string().max(100).nullable().default(null),
  quickEngineId: z.string().max(100).nullable().default(null),
  quickModel: z.string().max(200).nullable().default(null),
  /** Are answers read aloud that were asked for there? Null: as `readAloud` says. */
  quickReadAloud: z.boolean().nullable().default(null),
  /** Opens the quick-ask window with what is selected; null: off. Spelt as `shortcuts`. */
  lookAccelerator: z.string().max(60).nullable().default(null),
  /** What can be done at one press with what was brought in from outside. */
  lookActions: z
    .array(captureActionSchema)
    .max(mostCaptureActions)
    .default([...defaultCaptureActions]),
})
export type Settings = z.output<typeof settingsSchema>

/** What a page may change, one or more at a time. Engines are changed through `engines.*` only. */
export const settingsPatchSchema = z
  .object({
    engineId: z.string().max(100),
    model: z.string().max(200).nullable(),
    systemPrompt: z.string().max(100_000),
    streaming: z.boolean(),
    readAloud: z.boolean(),
    voice: z.string().min(1).max(100),
    speechModel: z.string().max(200).nullable(),
    speechSpeed: z.number().min(0.5).max(3),
    speechKeptMb: z.number().int().min(0).max(100_000),
    microphone: microphoneSchema.nullable(),
    sendWhatWasSaid: z.boolean(),
    listeningEngineId: z.string().max(100).nullable(),
    transcriptionModel: z.string().max(200).nullable(),
    silenceEndsTurnMs: z.number().int().min(400).max(5_000),
    talkingInterrupts: z.boolean(),
    pictureModel: z.string().max(200).nullable(),
    pictureSize: z.string().regex(/^(auto|\d{2,4}x\d{2,4})$/),
    pictureExport: pictureExportSchema,
    pictureQuality: z.enum(pictureQualities).nullable(),
    pictureBackground: z.enum(pictureBackgrounds).nullable(),
    pictureFormat: z.enum(['png', 'jpeg', 'webp']).nullable(),
    idleTimeoutMs: z.number().int().min(1_000).max(3_600_000),
    theme: z.enum(['system', 'light', 'dark']),
    allowWeakKeyStorage: z.boolean(),
    makeTitles: z.boolean(),
    monthlyLimitUsd: z.number().positive().max(1_000_000).nullable(),
    blockAtLimit: z.boolean(),
    shortcuts: z.record(z.string().max(60), z.string().max(60).nullable()),
    welcomed: z.boolean(),
    stayWhenClosed: z.boolean(),
    trayIcon: z.boolean(),
    muted: z.boolean(),
    notifyWhenAnswered: z.boolean(),
    quickAccelerator: z.string().max(60).nullable(),
    quickAssistantId: z.string().max(100).nullable(),
    quickEngineId: z.string().max(100).nullable(),
    quickModel: z.string().max(200).nullable(),
    quickReadAloud: z.boolean().nullable(),
    lookActions: z.array(captureActionSchema).max(mostCaptureActions),
    lookAccelerator: z.string().max(60).nullable(),
  })
  .partial()
  .strict()
export type SettingsPatch = z.input<typeof settingsPatchSchema>
