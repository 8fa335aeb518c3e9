import { defineConfig } from '@playwright/test'

/** What takes long begins first, beside the others. */
const long = ['**/killing.test.ts', '**/survival.test.ts', '**/failures.test.ts']

/** Recorded and measured: nothing else may take the processor meanwhile. */
const sound = ['**/speech.test.ts', '**/dictation.test.ts', '**/dictateAnywhere.test.ts']

// No retries: a test that passes at the second try has found something. Started by `npm test` and `npm run screens`, which
// bring a display for each worker and name the Electron in PARLEY_ELECTRON_PATH.
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  workers: 1,
  fullyParallel: false,
  retries: 0,
  // For what hangs: on a busy machine everything takes several times as long.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  projects: [
    { name: 'e2e', testMatch: '**/*.test.ts', testIgnore: [...long, ...sound] },
    { name: 'long', testMatch: long },
    { name: 'sound', testMatch: sound },
    // The built pages on a fake bridge, for words, keys and focus.
    { name: 'page', testDir: 'tests/page', testMatch: '**/*.test.ts' },
    { name: 'screens', testDir: 'tests/e2e/screens', testMatch: '**/*.screens.ts' },
  ],
})
