import { describe, expect, it } from 'vitest'
import { desktopSteps } from '../../../../../src/renderer/features/quickAskSettings/desktopSteps'

const command = "/opt/Parley/parley '--user-data-dir=/home/a/my $profile' --quick"
const lineFor = (name: string, accelerator: string) =>
  desktopSteps(command, accelerator, '').find((way) => way.name === name)?.line

describe('The ways of desktops', () => {
  it('are told for each, the user’s own first', () => {
    const names = (desktop: string) =>
      desktopSteps(command, 'CmdOrCtrl+Shift+Space', desktop).map(({ name }) => name)
    expect(names('')).toEqual(['GNOME', 'KDE Plasma', 'Hyprland', 'Sway'])
    expect(names('ubuntu:GNOME')[0]).toBe('GNOME')
    expect(names('KDE')).toEqual(['KDE Plasma', 'GNOME', 'Hyprland', 'Sway'])
    expect(names('Hyprland')[0]).toBe('Hyprland')
    expect(names('sway')[0]).toBe('Sway')
  })

  it('spell the key as each file wants it', () => {
    expect(lineFor('Hyprland', 'CmdOrCtrl+Shift+Space')).toBe(`bind = CTRL SHIFT, space, exec, ${command}`)
    expect(lineFor('Sway', 'Super+A')).toBe(
      `bindsym Mod4+a exec ${command.replace('$profile', String.raw`\$profile`)}`,
    )
    expect(lineFor('Sway', 'CmdOrCtrl+Alt+PageUp')).toContain('bindsym Ctrl+Mod1+Prior exec ')
    expect(lineFor('Hyprland', 'F9')).toBe(`bind = , F9, exec, ${command}`)
  })

  it('name the key to press where it is all done by pointing', () => {
    const gnome = desktopSteps(command, 'CmdOrCtrl+Shift+Space', 'GNOME')[0]
    expect(gnome?.line).toBeUndefined()
    expect(gnome?.steps.at(-1)).toContain('press Ctrl+Shift+Space')
  })
})
