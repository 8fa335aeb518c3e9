import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import type { Plugin, Rolldown } from 'vite'

const alias = { '@shared': resolve(import.meta.dirname, 'src/shared') }

const unused = resolve(import.meta.dirname, 'src/main/lib/unused.ts')

/** KaTeX's fonts as woff2 only: Chromium takes nothing else where it has the choice. */
const katexFonts: Plugin = {
  name: 'katex-fonts',
  enforce: 'pre',
  transform: (code, id) =>
    id.includes('katex.min.css')
      ? code.replace(/,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\([^)]*\)/g, '')
      : null,
}

type ChunkingContext = Rolldown.ChunkingContext

/** What a page's first frame needs: what its entry imports, and so on, but nothing loaded later. */
const firstModules = (entry: string, context: ChunkingContext): ReadonlySet<string> => {
  const found = new Set([resolve(import.meta.dirname, 'src/renderer', entry)])
  for (const id of found)
    for (const imported of context.getModuleInfo(id)?.importedIds ?? []) found.add(imported)
  return found
}

/**
 * A page's start in few files, the first of which the pages share: each file is a trip through main's thread,
 * which is busy while it starts. Left to itself, the bundler makes a file of each icon that the first frame
 * shares with something loaded later.
 */
const startingFiles = () => {
  let first: { readonly main: ReadonlySet<string>; readonly quick: ReadonlySet<string> } | null = null
  const isFirst = (page: 'main' | 'quick', id: string, context: ChunkingContext): boolean => {
    first ??= { main: firstModules('main.tsx', context), quick: firstModules('quick.tsx', context) }
    return first[page].has(id) && !id.endsWith('.css')
  }
  const name =
    (file: string, ...pages: readonly ('main' | 'quick')[]) =>
    (id: string, context: ChunkingContext) =>
      pages.every((page) => isFirst(page, id, context)) ? file : null
  return [
    { name: name('start', 'main', 'quick'), priority: 2 },
    { name: name('main', 'main'), priority: 1 },
  ]
}

// Targets are spelt out because the same build runs on Electron 33 (tests on machines without the
// release host) and 45 (what is shipped): electron-vite would otherwise aim at 45 only.
export default defineConfig({
  main: {
    resolve: {
      // electron-store brings a JSON Schema validator that it uses only where a schema is given. Ours are zod's, and
      // a quarter of a megabyte less is evaluated at every start.
      alias: { ...alias, 'ajv/dist/2020.js': unused, 'ajv-formats': unused },
    },
    build: {
      target: 'node20.18',
      rollupOptions: {
        input: {
          index: resolve(import.meta.dirname, 'src/main/index.ts'),
          library: resolve(import.meta.dirname, 'src/library/index.ts'),
        },
      },
    },
  },
  preload: {
    resolve: { alias },
    build: {
      target: 'node20.18',
      // A sandboxed preload cannot be an ES module.
      rollupOptions: { output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    resolve: { alias },
    plugins: [katexFonts, react()],
    // electron-vite leaves pages unminified; twice the bytes are twice the work before the first frame.
    build: {
      target: 'chrome130',
      assetsInlineLimit: 0,
      minify: true,
      rollupOptions: {
        input: {
          index: resolve(import.meta.dirname, 'src/renderer/index.html'),
          quick: resolve(import.meta.dirname, 'src/renderer/quick.html'),
          overlay: resolve(import.meta.dirname, 'src/renderer/overlay.html'),
        },
        output: { codeSplitting: { groups: startingFiles() } },
      },
    },
  },
})
