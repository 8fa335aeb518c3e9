import { ensureBuilt } from './lib/build.mjs'
import { inProject, root } from './lib/paths.mjs'
import { run } from './lib/processes.mjs'
import { runCommand } from './lib/report.mjs'
import { onOwnDisplay, prepareHeadless } from './lib/setup.mjs'

await runCommand(async (args) => {
  const electron = await prepareHeadless()
  await ensureBuilt()
  await bundleBench()
  return onOwnDisplay(electron, (env) =>
    run(process.execPath, [inProject('out/bench/index.js'), ...args], { env }),
  )
})

/**
 * Node 20 runs no TypeScript: the harness and its server become out/bench/*.js, npm packages stay outside.
 * The page that the app's drawing is compared with is bundled whole, as an app of its own would be.
 */
async function bundleBench() {
  const { build } = await import('vite')
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    resolve: { alias: { '@shared': inProject('src/shared') } },
    build: {
      ssr: true,
      outDir: inProject('out/bench'),
      emptyOutDir: true,
      target: 'node20.18',
      minify: false,
      rollupOptions: {
        input: {
          index: inProject('bench/index.ts'),
          server: inProject('bench/server/index.ts'),
          syncLibrary: inProject('bench/sync/library.ts'),
          syncRound: inProject('bench/sync/round.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  })
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    mode: 'production',
    build: {
      outDir: inProject('out/bench'),
      emptyOutDir: false,
      rollupOptions: {
        input: { naive: inProject('bench/floor/naive.ts') },
        output: { format: 'iife', entryFileNames: '[name].js' },
      },
    },
  })
}
