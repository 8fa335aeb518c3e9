import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { alias: { '@shared': resolve(import.meta.dirname, 'src/shared') } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.ts', 'tests/unit/**/*.test.tsx'],
          // They share a process and its modules: to begin anew for each file takes longer than all of them.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          // A short slice of each with a fixed seed; `npm run fuzz` runs them long.
          name: 'fuzz',
          include: ['tests/fuzz/*.fuzz.ts'],
        },
      },
    ],
    environment: 'node',
    restoreMocks: true,
    // Left to itself, vitest leaves one core free, which is half of a small machine.
    maxWorkers: 2,
    // An export's own styles are part of what it is.
    css: { include: /katex/ },
    // For what hangs. How fast something is belongs in the bench: a busy machine must not fail a test.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
