/** Something that the user should know and that stays until it is over or dismissed. */
export interface Notice {
  /** One notice a kind: a second one replaces the first. */
  readonly kind:
    | 'library-restarted'
    | 'library-unavailable'
    | 'library-recovered'
    | 'library-set-aside'
    | 'library-read-only'
    | 'library-opening'
    | 'library-updated'
    | 'library-restored'
    | 'library-damage-found'
    | 'library-log-missing'
    | 'library-log-damaged'
    | 'library-rows-damaged'
    | 'library-index-rebuilt'
    | 'library-missing'
    | 'backup-failed'
    | 'sync-waits'
    | 'speech-fallback'
    | 'speech-retired'
    | 'speech-missing'
    | 'engine-gone'
    | 'model-ending'
    | 'model-ended'
    | 'key-session-only'
    | 'key-unreadable'
    | 'settings-set-aside'
    | 'settings-unreadable'
    | 'budget-reached'
    | 'link-refused'
  readonly severity: 'info' | 'warning' | 'error'
  /** Facts for the words that the page chooses, e.g. `path`, `model`, `date`, `count`. */
  readonly data: Readonly<Record<string, string | number>>
}
