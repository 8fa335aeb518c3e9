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

/** Modules that a page imports, and what those import; with `isLater` also what it loads later. */
const modulesOf = (entry: string, context: ChunkingContext, isLater: boolean): ReadonlySet<string> => {
  const found = new Set([resolve(import.meta.dirname, 'src/renderer', entry)])
  for (const id of found) {
    const info = context.getModuleInfo(id)
    for (const imported of info?.importedIds ?? []) found.add(imported)
    if (isLater) for (const imported of info?.dynamicallyImportedIds ?? []) found.add(imported)
  }
  return found
}

/**
 * A page's start in few files, the first of which the pages share: each file is a trip through main's thread,
 * which is busy while it starts. Left to itself, the bundler makes a file of each icon that the first frame
 * shares with something loaded later.
 */
const startingFiles = () => {
  let modules: { readonly main: ReadonlySet<string>; readonly quick: ReadonlySet<string> } | null = null
  const modulesOnce = (context: ChunkingContext) => {
    modules ??= {
      main: modulesOf('main.tsx', context, false),
      quick: modulesOf('quick.tsx', context, true),
    }
    return modules
  }
  const isOfMain = (id: string, context: ChunkingContext) =>
    modulesOnce(context).main.has(id) && !id.endsWith('.css')
  return [
    {
      // Also what the quick-ask page loads later: were it in `main`, loading it would run the main page there.
      name: (id: string, context: ChunkingContext) =>
        isOfMain(id, context) && modulesOnce(context).quick.has(id) ? 'start' : null,
      priority: 2,
    },
    { name: (id: string, context: ChunkingContext) => (isOfMain(id, context) ? 'main' : null), priority: 1 },
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
          webReader: resolve(import.meta.dirname, 'src/webReader/index.ts'),
          insertion: resolve(import.meta.dirname, 'src/main/insertion/x11/x11Thread.ts'),
          sync: resolve(import.meta.dirname, 'src/sync/index.ts'),
          mcp: resolve(import.meta.dirname, 'src/mcp/index.ts'),
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
    // The frame that draws diagrams has no origin.
    server: { cors: { origin: 'null' } },
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
          dictation: resolve(import.meta.dirname, 'src/renderer/dictation.html'),
          diagram: resolve(import.meta.dirname, 'src/renderer/diagram.html'),
        },
        output: { codeSplitting: { groups: startingFiles() } },
      },
    },
  },
})
