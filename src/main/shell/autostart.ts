import { type App, app } from 'electron'
import { autostartFile, type StartAtLogin, startAtLoginByFile } from '../desktop/startAtLogin'
import { thisStart } from './thisStart'

export const startAtLogin = (iconPath: string): StartAtLogin =>
  process.platform === 'linux'
    ? startAtLoginByFile(
        autostartFile(process.env, app.getPath('home')),
        thisStart(app, '--hidden'),
        iconPath,
      )
    : startAtLoginBySystem(app)

/** macOS and Windows keep such a list themselves. */
const startAtLoginBySystem = (app: App): StartAtLogin => {
  const [path = process.execPath, ...args] = thisStart(app, '--hidden')
  // macOS takes no words along; there a start by the system is known by `wasOpenedAtLogin`.
  const which = process.platform === 'win32' ? { path, args } : {}
  return {
    state: async () => {
      if (!app.isPackaged) return 'unavailable'
      const { openAtLogin, executableWillLaunchAtLogin } = app.getLoginItemSettings(which)
      // Windows: the Task Manager switches entries off without removing them.
      const isOn = process.platform === 'win32' ? openAtLogin && executableWillLaunchAtLogin : openAtLogin
      return isOn ? 'on' : 'off'
    },
    set: async (isOn) => {
      if (app.isPackaged) app.setLoginItemSettings({ ...which, openAtLogin: isOn })
    },
  }
}
