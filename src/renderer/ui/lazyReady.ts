import { type ComponentType, type LazyExoticComponent, lazy } from 'react'

interface Ready<C> {
  readonly Component: LazyExoticComponent<ComponentType<C>>
  /** Loads what it needs, ahead of being shown. May be called more than once. */
  readonly load: () => Promise<void>
}

/**
 * As React's `lazy`, but what was loaded ahead is shown at once. React's own waits for a promise even where
 * the module is there; so it shows the fallback first, and then nothing else for 300 ms, lest the page
 * flicker.
 */
export const lazyReady = <C>(loadComponent: () => Promise<ComponentType<C>>): Ready<C> => {
  let loaded: { readonly default: ComponentType<C> } | null = null
  let loading: Promise<{ readonly default: ComponentType<C> }> | null = null
  const load = () => {
    loading ??= loadComponent().then(
      (component) => {
        loaded = { default: component }
        return loaded
      },
      (error: unknown) => {
        // It may be there the next time.
        loading = null
        throw error
      },
    )
    return loading
  }
  return {
    // React takes anything with a `then`, and asks right after it whether it has been answered.
    Component: lazy(() =>
      loaded ? (answered(loaded) as PromiseLike<typeof loaded> as Promise<typeof loaded>) : load(),
    ),
    load: async () => {
      await load()
    },
  }
}

const answered = <T>(value: T) => ({
  // biome-ignore lint/suspicious/noThenProperty: this is what it is for
  then: (take: (value: T) => unknown) => {
    take(value)
  },
})
