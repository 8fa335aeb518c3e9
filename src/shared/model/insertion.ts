/** The program that an answer can be put into from the quick window. */
export interface InsertionTarget {
  /** Its name for users; empty where the system does not tell. */
  readonly program: string
  /** What is selected there was brought along, and can be replaced. */
  readonly canReplace: boolean
}

/**
 * Why words were copied, and not inserted.
 * - `no-way`: this system lets Parley press no keys, or lacks the program that does.
 * - `no-target`: there is no telling which program was in front.
 * - `gone`: it was closed meanwhile.
 * - `not-in-front`: it could not be brought to the front.
 * - `not-taken`: the keys were pressed, and it took nothing.
 * - `lines`: several lines for a terminal, which may run each as it comes.
 * - `permission`: the system asks the user to allow it first.
 */
export type CopiedReason =
  | 'no-way'
  | 'no-target'
  | 'gone'
  | 'not-in-front'
  | 'not-taken'
  | 'lines'
  | 'permission'

export type Inserted =
  | { readonly type: 'inserted' }
  | { readonly type: 'copied'; readonly reason: CopiedReason }
