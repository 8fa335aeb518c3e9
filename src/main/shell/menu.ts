import { Menu, type MenuItemConstructorOptions } from 'electron'

export type MenuCommand = 'new-conversation' | 'settings' | 'gallery' | 'search'

/** The application menu. Commands go to the focused window, which knows what to do with them. */
export const installMenu = (send: (command: MenuCommand) => void, isDevelopment: boolean): void => {
  const isMac = process.platform === 'darwin'
  const settings: MenuItemConstructorOptions = {
    label: 'Settings…',
    accelerator: 'CmdOrCtrl+,',
    click: () => send('settings'),
  }
  const template: MenuItemConstructorOptions[] = [
    ...(isMac
      ? [
          {
            role: 'appMenu' as const,
            submenu: [
              { role: 'about' as const },
              { type: 'separator' as const },
              settings,
              { type: 'separator' as const },
              { role: 'hide' as const },
              { role: 'hideOthers' as const },
              { role: 'unhide' as const },
              { type: 'separator' as const },
              { role: 'quit' as const },
            ],
          },
        ]
      : []),
    {
      label: '&File',
      submenu: [
        { label: 'New conversation', accelerator: 'CmdOrCtrl+N', click: () => send('new-conversation') },
        { label: 'Search history', accelerator: 'CmdOrCtrl+Shift+F', click: () => send('search') },
        { label: 'Gallery', accelerator: 'CmdOrCtrl+Shift+G', click: () => send('gallery') },
        ...(isMac ? [] : [{ type: 'separator' as const }, settings]),
        { type: 'separator' },
        isMac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(isDevelopment ? [{ role: 'reload' as const }, { role: 'toggleDevTools' as const }] : []),
      ],
    },
    { role: 'windowMenu' },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
