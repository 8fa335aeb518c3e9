import {
  BrowserWindow,
  type ContextMenuParams,
  Menu,
  type MenuItemConstructorOptions,
  type WebContents,
} from 'electron'
import { parseOpenable } from '../security/navigation'
import { copyText } from './compat'

/** What the menu does besides what every system's own editing does. */
interface MenuActs {
  correct(word: string): void
  copy(text: string): void
}

/** The part of a right click that the menu goes by. */
export type RightClick = Pick<
  ContextMenuParams,
  'isEditable' | 'selectionText' | 'linkURL' | 'misspelledWord' | 'dictionarySuggestions' | 'editFlags'
>

const mostSuggestions = 5

/** The menu of a right click: what can be done there. Empty where nothing can. */
export const contextMenuItems = (click: RightClick, acts: MenuActs): MenuItemConstructorOptions[] => {
  const { isEditable, selectionText, misspelledWord, dictionarySuggestions, editFlags } = click
  const link = parseOpenable(click.linkURL)
  const suggestions = dictionarySuggestions
    .slice(0, mostSuggestions)
    .map((word) => ({ label: word, click: () => acts.correct(word) }))
  const groups: MenuItemConstructorOptions[][] = [
    misspelledWord === '' || !isEditable
      ? []
      : suggestions.length > 0
        ? suggestions
        : [{ label: 'No suggestions', enabled: false }],
    link === null ? [] : [{ label: 'Copy link', click: () => acts.copy(link) }],
    isEditable
      ? [
          { role: 'undo', enabled: editFlags.canUndo },
          { role: 'redo', enabled: editFlags.canRedo },
        ]
      : [],
    isEditable
      ? [
          { role: 'cut', enabled: editFlags.canCut },
          { role: 'copy', enabled: editFlags.canCopy },
          { role: 'paste', enabled: editFlags.canPaste },
          { role: 'selectAll', enabled: editFlags.canSelectAll },
        ]
      : selectionText.trim() === ''
        ? []
        : [{ role: 'copy' }],
  ]
  return groups
    .filter((group) => group.length > 0)
    .flatMap((group, index) => (index === 0 ? group : [{ type: 'separator' as const }, ...group]))
}

/** Opens the menu where the user clicks with the right button, unless the page has its own there. */
export const followRightClicks = (contents: WebContents): void => {
  contents.on('context-menu', (_event, click) => {
    const items = contextMenuItems(click, {
      correct: (word) => contents.replaceMisspelling(word),
      copy: (text) => void copyText(text),
    })
    const window = BrowserWindow.fromWebContents(contents)
    if (items.length > 0 && window?.isVisible()) Menu.buildFromTemplate(items).popup({ window })
  })
}
