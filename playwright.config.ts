import { defineConfig } from '@playwright/test'

// One worker: the tests share a display, a pointer and a clipboard. No retries: a test that passes at the second try
// has found something. Started by `npm test` and `npm run screens`, which bring the display and name the Electron in
// PARLEY_ELECTRON_PATH.
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
    { name: 'e2e', testMatch: '**/*.test.ts' },
    { name: 'screens', testDir: 'tests/e2e/screens', testMatch: '**/*.screens.ts' },
  ],
})
