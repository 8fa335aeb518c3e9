/*
 * Stands in for a dependency of a dependency that is never called (electron.vite.config.ts says which). Being
 * called would mean that this is no longer true, so it says so.
 */
const refuse = (): never => {
  throw new Error('A library that was left out of the build is needed after all')
}

export const Ajv2020 = refuse
export default refuse
