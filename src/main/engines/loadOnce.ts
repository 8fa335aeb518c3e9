/** What is loaded once, when it is first needed. */
export interface LoadOnce<T> {
  load(): Promise<T>
  /** Null until it was needed. */
  readonly loaded: T | null
}

/** A load that failed is not remembered for good. */
export const loadOnce = <T>(load: () => Promise<T>): LoadOnce<T> => {
  let loading: Promise<T> | null = null
  let loaded: T | null = null
  return {
    get loaded() {
      return loaded
    },
    load: () => {
      loading ??= load().then(
        (made) => {
          loaded = made
          return made
        },
        (error: unknown) => {
          loading = null
          throw error
        },
      )
      return loading
    },
  }
}
