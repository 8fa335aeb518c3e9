/** How a window is asked to paste. `primary`: it takes what is selected, not what was copied. */
export interface PasteWay {
  readonly chord: 'ctrl+v' | 'ctrl+shift+v' | 'shift+insert'
  readonly selection: 'clipboard' | 'primary'
}

interface Named {
  readonly instance: string
  readonly program: string
}

/** Terminals that know the older chord only, by what their windows call themselves (`WM_CLASS`). */
const older = /^(?:u?xterm|koi8rxterm|lxterm|u?rxvt(?:-unicode)?|urxvt|aterm|eterm|mlterm)$/i

const newer =
  /^(?:gnome-terminal(?:-server)?|org\.gnome\.(?:terminal|console|ptyxis)|kgx|ptyxis|xfce4-terminal|mate-terminal|lxterminal|qterminal|konsole|org\.kde\.konsole|yakuake|tilix|terminator|terminology|alacritty|kitty|foot(?:client)?|wezterm|org\.wezfurlong\.wezterm|com\.mitchellh\.ghostty|ghostty|sakura|guake|tilda|deepin-terminal|io\.elementary\.terminal|termite|st(?:-256color)?|cool-retro-term|rio|contour|hyper|tabby|warp|dev\.warp\.warp|blackbox|com\.raggesilver\.blackbox)$/i

const matches = (shape: RegExp, { instance, program }: Named) => shape.test(program) || shape.test(instance)

export const isTerminal = (window: Named): boolean => matches(older, window) || matches(newer, window)

/** In terminals Ctrl+V is the program's own, that runs there. */
export const pasteWay = (window: Named): PasteWay => {
  if (matches(older, window)) return { chord: 'shift+insert', selection: 'primary' }
  if (matches(newer, window)) return { chord: 'ctrl+shift+v', selection: 'clipboard' }
  return { chord: 'ctrl+v', selection: 'clipboard' }
}
