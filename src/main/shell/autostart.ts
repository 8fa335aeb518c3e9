import { type App, app } from 'electron'
import { autostartFile, type StartAtLogin, startAtLoginByFile } from '../summons/startAtLogin'

/**
 * How this Parley is started again. An AppImage is mounted elsewhere each time: its own file is what lasts. A checkout is
 * started by Electron with its folder. A profile of one's own stays that.
 */
const startCommand = (app: App, environment: NodeJS.ProcessEnv): readonly string[] => {
  const program = environment.APPIMAGE ?? process.execPath
  const folder = app.commandLine.getSwitchValue('user-data-dir')
  return [
    program,
    ...(app.isPackaged ? [] : [app.getAppPath()]),
    ...(folder === '' ? [] : [`--user-data-dir=${folder}`]),
    '--hidden',
  ]
}

export const startAtLogin = (iconPath: string): StartAtLogin =>
  process.platform === 'linux'
    ? startAtLoginByFile(
        autostartFile(process.env, app.getPath('home')),
        startCommand(app, process.env),
        iconPath,
      )
    : startAtLoginBySystem(app)

/** macOS and Windows keep such a list themselves. */
const startAtLoginBySystem = (app: App): StartAtLogin => {
  const [path = process.execPath, ...args] = startCommand(app, process.env)
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
