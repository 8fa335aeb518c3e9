// `npm run imports`: who imports whom. Part of `npm run lint`, because Biome sees one import and not the
// whole.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix, relative, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The most imports between features: with more, no feature can be understood alone. */
export const mostFeatureImports = 55

/**
 * The floors of each process, the lowest first: a room imports from its own floor and from those below. A
 * file that lies beside the rooms counts as the top floor.
 * @type {Readonly<Record<string, readonly (readonly string[])[]>>}
 */
export const floors = {
  'src/main': [
    ['lib'],
    ['settings', 'library', 'security'],
    ['engines', 'costs'],
    [
      'runs',
      'tools',
      'mcp',
      'conversations',
      'pictures',
      'speech',
      'dictation',
      'transfer',
      'backups',
      'capture',
      'desktop',
      'insertion',
      'web',
      'preview',
      'sync',
    ],
    ['ipc'],
    ['shell'],
    ['compose'],
  ],
  'src/renderer': [['ui'], ['ipc'], ['common'], ['features'], ['app']],
}

/**
 * The features that a feature may know, by intent: the quick window is a small chat, a question may be spoken
 * and drawn. Whatever else two features need of each other goes to `common`, or `app` passes it.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const knownFeatures = {
  assistants: ['choices'],
  capture: ['commands'],
  chat: ['find', 'pictures', 'speech'],
  choices: ['chat', 'costs'],
  dictation: ['chat', 'choices', 'speech'],
  notices: ['backups'],
  preview: ['chat'],
  quick: ['capture', 'chat', 'choices', 'commands', 'dictation', 'speech', 'tools'],
}

/** Where a thing belongs whose import was refused. */
const advice = {
  strange:
    'what two features need goes to src/renderer/common, or app passes it; a feature that must know another by intent is added to knownFeatures',
  upward:
    'a lower room asks for a function or an interface of its own, and compose (in the renderer: app) hands it in; a type that both need goes to the lower room',
  across: 'processes meet in src/shared only: the contract, the model, small helpers',
}

const importPattern = /^[ \t]*(?:import|export)\b[^'"`;]*?from\s*'([^']+)'|^[ \t]*import\s*'([^']+)'/gm
const lazyPattern = /\bimport\(\s*'([^']+)'\s*\)/g

/**
 * @typedef {{ readonly target: string, readonly isLazy: boolean }} Import `isLazy` is what a file loads when
 * it runs.
 * @typedef {ReadonlyMap<string, readonly Import[]>} Graph
 * @typedef {{ readonly tree: string, readonly room: string, readonly feature: string }} Place
 */

/**
 * The files with their texts, by path from the project's root, always with `/`.
 * @param {string} root
 */
export const readSources = (root, folder = 'src') => {
  /** @type {Map<string, string>} */
  const sources = new Map()
  for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/(?<!\.d)\.tsx?$/.test(entry.name)) continue
    const path = join(entry.parentPath, entry.name)
    sources.set(relative(root, path).split(sep).join('/'), readFileSync(path, 'utf8'))
  }
  return sources
}

/**
 * What each file imports of the others.
 * @param {ReadonlyMap<string, string>} sources
 * @returns {Graph}
 */
export const graphOf = (sources) => {
  /** @param {string} from @param {string} specifier */
  const resolved = (from, specifier) => {
    const isShared = specifier.startsWith('@shared/')
    if (!isShared && !specifier.startsWith('.')) return undefined
    const path = isShared
      ? `src/shared/${specifier.slice('@shared/'.length)}`
      : posix.join(posix.dirname(from), specifier)
    return [path, `${path}.ts`, `${path}.tsx`].find((each) => sources.has(each))
  }
  /** @type {Map<string, Import[]>} */
  const graph = new Map()
  for (const [file, text] of sources) {
    /** @type {Import[]} */
    const targets = []
    for (const match of text.matchAll(importPattern)) {
      const target = resolved(file, match[1] ?? match[2] ?? '')
      if (target) targets.push({ target, isLazy: false })
    }
    for (const match of text.matchAll(lazyPattern)) {
      const target = resolved(file, match[1] ?? '')
      if (target) targets.push({ target, isLazy: true })
    }
    graph.set(file, targets)
  }
  return graph
}

/**
 * The rooms of a path: `src/renderer/features/chat/format.ts` lies in `features`, and there in `chat`.
 * @param {string} file
 * @returns {Place}
 */
const roomOf = (file) => {
  const [, tree = '', room = '', feature = '', deeper] = file.split('/')
  if (feature === '') return { tree, room: '', feature: '' }
  const isFeature = tree === 'renderer' && room === 'features' && deeper !== undefined
  return { tree, room, feature: isFeature ? feature : '' }
}

/**
 * Groups of nodes that all reach each other (Tarjan's strongly connected components).
 * @param {ReadonlyMap<string, ReadonlySet<string>>} edges
 */
export const circlesOf = (edges) => {
  /** @type {Map<string, number>} */
  const index = new Map()
  /** @type {string[]} */
  const stack = []
  /** @type {string[][]} */
  const circles = []
  /** @param {string} node @returns {number} the earliest node on the stack that this one reaches */
  const visit = (node) => {
    const own = index.size
    let lowest = own
    index.set(node, own)
    stack.push(node)
    for (const next of edges.get(node) ?? []) {
      const known = index.get(next)
      if (known === undefined) lowest = Math.min(lowest, visit(next))
      else if (stack.includes(next)) lowest = Math.min(lowest, known)
    }
    if (lowest === own) {
      const circle = stack.splice(stack.indexOf(node))
      if (circle.length > 1) circles.push(circle.sort())
    }
    return lowest
  }
  for (const node of edges.keys()) if (!index.has(node)) visit(node)
  return circles
}

/** @param {Place} from @param {Place} to */
const isUpward = (from, to) => {
  const levels = floors[`src/${from.tree}`]
  if (!levels || from.tree !== to.tree || from.room === to.room) return false
  /** @param {Place} place */
  const levelOf = ({ room }) => {
    const level = levels.findIndex((rooms) => rooms.includes(room))
    return level < 0 ? levels.length : level
  }
  return levelOf(to) > levelOf(from)
}

/**
 * What is to be known of a graph: imports between features and those among them that no feature was meant to
 * have, circles of files and of features, arrows that run up, and arrows from one process into another.
 * @param {Graph} graph
 */
export const examine = (graph) => {
  /** @type {Map<string, string[]>} */
  const pairs = new Map()
  /** @type {string[]} */
  const upward = []
  /** @type {string[]} */
  const across = []
  /** @type {string[]} */
  const strange = []
  /** @type {Map<string, Set<string>>} */
  const fileEdges = new Map()
  /** @type {Map<string, Set<string>>} */
  const featureEdges = new Map()
  for (const [file, targets] of graph) {
    fileEdges.set(file, new Set(targets.filter(({ isLazy }) => !isLazy).map(({ target }) => target)))
    const from = roomOf(file)
    for (const { target } of targets) {
      const to = roomOf(target)
      if (isUpward(from, to)) upward.push(`${file} > ${target}`)
      if (from.tree !== to.tree && to.tree !== 'shared') across.push(`${file} > ${target}`)
      if (from.feature === '' || to.feature === '' || from.feature === to.feature) continue
      if (!knownFeatures[from.feature]?.includes(to.feature)) strange.push(`${file} > ${target}`)
      const pair = `${from.feature} > ${to.feature}`
      pairs.set(pair, [...(pairs.get(pair) ?? []), `${file} > ${target}`])
      featureEdges.set(from.feature, (featureEdges.get(from.feature) ?? new Set()).add(to.feature))
    }
  }
  const featureImports = [...pairs.values()].reduce((sum, imports) => sum + imports.length, 0)
  const circles = [...circlesOf(fileEdges), ...circlesOf(featureEdges)]
  return { pairs, featureImports, strange, upward, across, circles }
}

const report = () => {
  const root = resolve(import.meta.dirname, '..')
  const { pairs, featureImports, circles, ...breaches } = examine(graphOf(readSources(root)))
  /** @param {string} line */
  const print = (line) => process.stdout.write(`${line}\n`)
  const isWhole = process.argv.includes('--all')
  print(`imports between features: ${featureImports} in ${pairs.size} pairs (at most ${mostFeatureImports})`)
  for (const [pair, imports] of [...pairs].sort()) {
    print(`  ${pair}: ${imports.length}`)
    if (isWhole) for (const each of imports) print(`    ${each.replaceAll('src/renderer/features/', '')}`)
  }
  print(`circles: ${circles.length}`)
  for (const circle of circles) print(`  ${circle.join(', ')}`)
  /** @param {string} title @param {readonly string[]} arrows @param {string} mend */
  const printBreaches = (title, arrows, mend) => {
    print(`${title}: ${arrows.length}${arrows.length > 0 ? ` (${mend})` : ''}`)
    for (const arrow of arrows) print(`  ${arrow}`)
  }
  printBreaches('imports of features that none was meant to know', breaches.strange, advice.strange)
  printBreaches('arrows that run upwards', breaches.upward, advice.upward)
  printBreaches('arrows from one process into another', breaches.across, advice.across)
  const isSound = Object.values(breaches).every((arrows) => arrows.length === 0)
  if (!isSound || circles.length > 0 || featureImports > mostFeatureImports) process.exitCode = 1
}

if (process.argv[1] && existsSync(process.argv[1]) && import.meta.url === pathToFileURL(process.argv[1]).href)
  report()
