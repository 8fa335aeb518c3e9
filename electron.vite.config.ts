import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'

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

const sharedStart =
  /node_modules\/(react|react-dom|scheduler|zustand)\/|lucide-react\/dist\/esm\/(createLucideIcon|Icon|defaultAttributes|shared)|src\/renderer\/(ipc|common\/(appStore|composerStore|navigation|keys\/(accelerators|platform|shortcuts)|failures\/(trouble|ErrorBoundary))|features\/(chat\/(chatStore|chatState|useChat)|speech\/(speechStore|sound)|dictation\/(?!microphone|recorder|DictationSettings)))|src\/shared\/(ipc\/errors|model\/(message|conversation|engine|picture))|vite\/(preload-helper|modulepreload)/

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
        // What both pages begin with, in one file instead of fifteen: each is a trip through main's thread, which is busy
        // while it starts.
        output: { codeSplitting: { groups: [{ name: 'start', test: sharedStart }] } },
      },
    },
  },
})
