import { z } from 'zod'
import { assistantSchema } from './assistant'
import { commandSchema, defaultCommands, keptCommandSchema, mostCommands } from './command'
import { engineConnectionSchema } from './engineConnection'
import { factSchema, mostFacts } from './memory'
import { defaultPictureExport } from './pictureExport'
import { pictureExportSchema } from './pictureExportSchema'
import { pictureBackgrounds, pictureQualities } from './pictureOptions'
import { learntSchema } from './refusal'
import { toolOriginSchema, toolPolicies } from './tool'
import { toolServerSchema } from './toolServer'
import { searchProviders } from './webSearch'
import { searxngUrlSchema } from './webSearchSchema'

/** What was learnt of an engine; what cannot be read is learnt again. */
const capability = z.boolean().optional().catch(undefined)
const capabilities = z.object({
  streaming: capability,
  tools: capability,
  speech: capability,
  pictureStreaming: capability,
  pictureEdits: capability,
})

/** An engine that the user set up. Its key lives apart, encrypted, under the same id. */
export const engineSettingsSchema = z.object({
  id: z.string().min(1).max(100),
  kind: z.enum(['openai', 'anthropic', 'compatible', 'builtin']),
  name: z.string().min(1).max(100),
  baseUrl: z.url({ protocol: /^https?$/ }).nullable(),
  /** The provider that was chosen, where the address does not say it. */
  preset: z.string().max(60).optional(),
  capabilities: capabilities.default({}).catch({}),
  /** What it was found not to take; what cannot be read is learnt again. */
  learnt: learntSchema.optional().catch(undefined),
  /** Absent: as the system says, with what the public authorities vouch for. */
  connection: engineConnectionSchema.optional(),
})
export type EngineSettings = z.output<typeof engineSettingsSchema>

/** One that cannot be read asks. */
const policySchema = z.enum(toolPolicies).catch('ask')
const toolKeySchema = z.string().max(300)

const microphoneSchema = z.object({ id: z.string().min(1).max(300), name: z.string().max(300) })

/** One setting: how it is kept, with its default, and what a page may set it to; null where it may not. */
interface Setting<K extends z.ZodType, P extends z.ZodType | null> {
  readonly kept: K
  readonly fromPage: P
}

/**
 * A page may set what may be kept, unless the field says otherwise: some nulls only mean "not chosen yet".
 */
function setting<C extends z.ZodType>(
  check: C,
  fallback: z.core.util.NoUndefined<z.output<C>>,
): Setting<z.ZodDefault<C>, C>
function setting<C extends z.ZodType, P extends z.ZodType | null>(
  check: C,
  fallback: z.core.util.NoUndefined<z.output<C>>,
  fromPage: P,
): Setting<z.ZodDefault<C>, P>
function setting(check: z.ZodType, fallback: unknown, fromPage: z.ZodType | null = check) {
  return { kept: check.default(fallback), fromPage }
}

const fields = {
  /** False until the user has chosen a way in on the welcome screen. */
  welcomed: setting(z.boolean(), false),
  engines: setting(z.array(engineSettingsSchema).max(50), [], null),
  /** The engine of new conversations; null until one was chosen. */
  engineId: setting(z.string().max(100).nullable(), null, z.string().max(100)),
  /** The model of new conversations; null means the engine's default. */
  model: setting(z.string().max(200).nullable(), null),
  systemPrompt: setting(z.string().max(100_000), 'You are a helpful assistant'),
  streaming: setting(z.boolean(), true),
  readAloud: setting(z.boolean(), false),
  /** An engine voice by its name, or `flite:NAME` for the offline voice. */
  voice: setting(z.string().max(100), 'onyx', z.string().min(1).max(100)),
  /** The engine that reads aloud; null: the one that answers where it can, else the first that can. */
  speechEngineId: setting(z.string().max(100).nullable(), null),
  /** Null means the catalog's default for the engine. */
  speechModel: setting(z.string().max(200).nullable(), null),
  /** The speed at which speech is played; the voice keeps its pitch. */
  speechSpeed: setting(z.number().min(0.5).max(3), 1),
  /** Megabytes of speech kept for replay; 0 keeps none. */
  speechKeptMb: setting(z.number().int().min(0).max(100_000), 200),
  /** Null: the system's own choice. The name finds it again where its id has changed. */
  microphone: setting(microphoneSchema.nullable(), null),
  /** What was said goes off as soon as its words are there; otherwise it waits in the field. */
  sendWhatWasSaid: setting(z.boolean(), true),
  /** The engine that turns speech into text; null: as for reading aloud. */
  listeningEngineId: setting(z.string().max(100).nullable(), null),
  /** Null means the engine's usual one. */
  transcriptionModel: setting(z.string().max(200).nullable(), null),
  /** Hands-free: silence of this length ends what is said. */
  silenceEndsTurnMs: setting(z.number().int().min(400).max(5_000), 1_200),
  /** Hands-free: the user's talking silences the voice. */
  talkingInterrupts: setting(z.boolean(), true),
  /** Dictates into the program in front, while it is held; null: off. Spelt as `shortcuts`. */
  dictationAccelerator: setting(z.string().max(60).nullable(), null),
  /** What was dictated there is first polished by the chat model, as the assistant *Dictation* says. */
  polishDictation: setting(z.boolean(), false),
  /** The engine that draws; null: as for reading aloud. */
  pictureEngineId: setting(z.string().max(100).nullable(), null),
  pictureModel: setting(z.string().max(200).nullable(), null),
  pictureSize: setting(z.string().max(20), '1024x1024', z.string().regex(/^(auto|\d{2,4}x\d{2,4})$/)),
  /** The options for writing pictures into files, as they were chosen last. */
  pictureExport: setting(pictureExportSchema, defaultPictureExport),
  /** Null, here and below: as the model does it by itself. */
  pictureQuality: setting(z.enum(pictureQualities).nullable(), null),
  pictureBackground: setting(z.enum(pictureBackgrounds).nullable(), null),
  pictureFormat: setting(z.enum(['png', 'jpeg', 'webp']).nullable(), null),
  /** A stream counts as stalled after this long without a byte. */
  idleTimeoutMs: setting(z.number().int().min(1_000).max(3_600_000), 60_000),
  /**
   * How long the first byte of an answer may take; null: ten minutes for a server on this network, which may
   * have to load its model, two for others.
   */
  firstByteTimeoutMs: setting(z.number().int().min(1_000).max(3_600_000).nullable(), null),
  theme: setting(z.enum(['system', 'light', 'dark']), 'system'),
  /** The user's assistants; absent: those that the app brings along. */
  assistants: { kept: z.array(assistantSchema).max(200).optional(), fromPage: null },
  /** True once assistants and memory are shared with other devices: a file made anew does not say so. */
  sharesWithDevices: setting(z.boolean(), false, null),
  /** Name a conversation after its first answer with the engine's cheap model. */
  makeTitles: setting(z.boolean(), true),
  /** US dollars a month; null: no line. Only known prices count. */
  monthlyLimitUsd: setting(z.number().positive().max(1_000_000).nullable(), null),
  /** True where the limit ends all requests instead of warning only. */
  blockAtLimit: setting(z.boolean(), false),
  /**
   * Shortcuts that the user changed, by command; null switches one off. Electron accelerator spelling, e.g.
   * `CmdOrCtrl+K`.
   */
  shortcuts: setting(z.record(z.string().max(60), z.string().max(60).nullable()), {}),
  /**
   * True where, without a keyring, the key is kept under Chromium's fixed password, which hides it only.
   */
  allowWeakKeyStorage: setting(z.boolean(), false),
  /** True where closing the window leaves Parley running; null until the user has been asked. */
  stayWhenClosed: setting(z.boolean().nullable(), null, z.boolean()),
  /** An icon where the desktop shows such. */
  trayIcon: setting(z.boolean(), true),
  /** True where nothing is read aloud by itself. */
  muted: setting(z.boolean(), false),
  /** True where a notification tells of a finished answer that is out of the user's sight. */
  notifyWhenAnswered: setting(z.boolean(), true),
  /** Opens the quick-ask window from anywhere; null: off. Spelt as `shortcuts`. */
  quickAccelerator: setting(z.string().max(60).nullable(), 'CmdOrCtrl+Shift+Space'),
  /** The engine that answers what is asked there; null: as in new conversations. */
  quickAssistantId: setting(z.string().max(100).nullable(), null),
  quickEngineId: setting(z.string().max(100).nullable(), null),
  quickModel: setting(z.string().max(200).nullable(), null),
  /** True where answers to quick questions are read aloud; null does as `readAloud` says. */
  quickReadAloud: setting(z.boolean().nullable(), null),
  /** True where what is asked there is temporary until it is kept. */
  quickTemporary: setting(z.boolean(), false),
  /** Opens the quick-ask window with what is selected; null: off. Spelt as `shortcuts`. */
  lookAccelerator: setting(z.string().max(60).nullable(), null),
  /** What models are told of the user with every question. */
  memory: setting(z.array(factSchema).max(mostFacts), []),
  /** True where models may propose what to remember; the user keeps it or does not. */
  memoryProposals: setting(z.boolean(), true),
  /** True where models may search and read the user's other conversations. */
  searchHistory: setting(z.boolean(), false),
  /** What the user decided on each tool, and on all of an origin. Tools have calls of their own. */
  toolPolicies: setting(z.record(toolKeySchema, policySchema), {}, null),
  originPolicies: setting(z.partialRecord(toolOriginSchema, policySchema), {}, null),
  /** The versions in which tools of servers were allowed: another one asks again. */
  toolVersions: setting(z.record(toolKeySchema, z.string().max(100)), {}, null),
  /** Servers whose tools models may use. They are changed through calls of their own. */
  toolServers: setting(z.array(toolServerSchema).max(100), [], null),
  /** Tools that go along with every question, however many there are. */
  toolsAlwaysThere: setting(z.array(toolKeySchema).max(200), []),
  /** True where models may search the web and read its pages. */
  webSearch: setting(z.boolean(), false),
  searchProvider: setting(z.enum(searchProviders), 'engine'),
  /** The address of the user's SearXNG server; null until one is given. It has a call of its own. */
  searxngUrl: setting(searxngUrlSchema, null, null),
  /** The user's commands. The stored name is from when they were actions beside what was brought in only. */
  lookActions: setting(
    z.array(keptCommandSchema).max(mostCommands),
    [...defaultCommands],
    z.array(commandSchema).max(mostCommands),
  ),
}
type Fields = typeof fields
type PageFields = {
  [N in keyof Fields as Fields[N]['fromPage'] extends null ? never : N]: z.ZodOptional<
    NonNullable<Fields[N]['fromPage']>
  >
}

/**
 * All settings: type, default and check in one. Every field has a default, so that a damaged or older file is
 * read as far as it is good.
 */
export const settingsSchema = z.object(
  Object.fromEntries(Object.entries(fields).map(([name, { kept }]) => [name, kept])) as {
    [N in keyof Fields]: Fields[N]['kept']
  },
)
export type Settings = z.output<typeof settingsSchema>

/**
 * What a page may change, one or more at a time. Engines and assistants are changed through calls of their
 * own.
 */
export const settingsPatchSchema = z.strictObject(
  Object.fromEntries(
    // Without the defaults: what a patch leaves out stays as it was.
    Object.entries(fields).flatMap(([name, { fromPage }]) => (fromPage ? [[name, fromPage.optional()]] : [])),
  ) as PageFields,
)
export type SettingsPatch = z.input<typeof settingsPatchSchema>
