/** How the user is asked where to; null when they cancel. */
export interface ExportDialogs {
  chooseFile(asked: FileQuestion, windowId: number): Promise<string | null>
  chooseFolder(title: string, windowId: number): Promise<string | null>
}

export interface FileQuestion {
  readonly title: string
  readonly suggestion: string
  readonly kinds: readonly { readonly name: string; readonly ending: string }[]
}
