/** Every key and what it does: one table for the page that listens and the sheet that tells. */
export type ShortcutAction =
  | 'toggle-play'
  | 'step'
  | 'step-ten'
  | 'reset'
  | 'slower'
  | 'faster'
  | 'turn-left'
  | 'turn-right'
  | 'turn-up'
  | 'turn-down'
  | 'zoom-in'
  | 'zoom-out'
  | 'fit'
  | 'toggle-turning'
  | 'clip-axis'
  | 'clip-less'
  | 'clip-more'
  | 'render-mode'
  | 'next-field'
  | 'zones'
  | 'tool-move'
  | 'tool-box'
  | 'tool-zone'
  | 'tool-paint'
  | 'tool-soup'
  | 'tool-paste'
  | 'tool-poke'
  | 'undo'
  | 'redo'
  | 'copy'
  | 'cut'
  | 'open-file'
  | 'export'
  | 'share'
  | 'hash'
  | 'metrics'
  | 'theme'
  | 'library'
  | 'inspector'
  | 'record'
  | 'rule-editor'
  | 'search'
  | 'help'

export interface Shortcut {
  readonly action: ShortcutAction
  /** `KeyboardEvent.key` values that mean it; letters in lower case stand for both cases. */
  readonly keys: readonly string[]
  /** How the key is written on the sheet. */
  readonly text: string
  readonly does: string
}

export interface ShortcutGroup {
  readonly title: string
  readonly shortcuts: readonly Shortcut[]
}

const key = (action: ShortcutAction, keys: readonly string[], text: string, does: string) => ({
  action,
  keys,
  text,
  does,
})

export const SHORTCUT_GROUPS: readonly ShortcutGroup[] = [
  {
    title: 'Time',
    shortcuts: [
      key('toggle-play', [' '], 'Space', 'Play or pause'),
      key('step', ['.'], '.', 'One tick'),
      key('step-ten', ['>', ':'], 'Shift .', 'Ten ticks'),
      key('reset', ['r'], 'R', 'Back to the start'),
      key('slower', ['['], '[', 'Slower'),
      key('faster', [']'], ']', 'Faster'),
    ],
  },
  {
    title: 'View',
    shortcuts: [
      key('turn-left', ['ArrowLeft'], '←', 'Turn or move left'),
      key('turn-right', ['ArrowRight'], '→', 'Turn or move right'),
      key('turn-up', ['ArrowUp'], '↑', 'Turn or move up'),
      key('turn-down', ['ArrowDown'], '↓', 'Turn or move down'),
      key('zoom-in', ['+', '='], '+', 'Closer'),
      key('zoom-out', ['-'], '-', 'Farther'),
      key('fit', ['0', 'Home'], '0', 'See the whole world'),
      key('toggle-turning', ['g'], 'G', 'Turn slowly, or stop'),
      key('clip-axis', ['c'], 'C', 'Clipping plane: next axis'),
      key('clip-more', ['x'], 'X', 'Cut deeper'),
      key('clip-less', ['z'], 'Z', 'Cut less'),
      key('render-mode', ['v'], 'V', 'Volume, cubes or auto'),
      key('next-field', ['f'], 'F', 'Next field, or none'),
      key('zones', ['n'], 'N', 'Zones'),
    ],
  },
  {
    title: 'Tools',
    shortcuts: [
      key('tool-move', ['m'], 'M', 'Move the camera, look at a cell'),
      key('tool-box', ['b'], 'B', 'Select a box'),
      key('tool-zone', ['u'], 'U', 'Select a zone'),
      key('tool-paint', ['p'], 'P', 'Paint a state'),
      key('tool-soup', ['d'], 'D', 'Fill at random'),
      key('tool-paste', ['w'], 'W', 'Place a pattern'),
      key('tool-poke', ['k'], 'K', 'Add to a field'),
      key('undo', [], 'Ctrl Z', 'Take the last edit back'),
      key('redo', [], 'Ctrl Shift Z', 'Do again what was taken back'),
      key('copy', [], 'Ctrl C', 'Copy what is selected; Ctrl V places it'),
      key('cut', [], 'Ctrl X', 'Cut what is selected'),
    ],
  },
  {
    title: 'Files and panels',
    shortcuts: [
      key('open-file', ['o'], 'O', 'Open a file'),
      key('export', ['e'], 'E', 'Export this state'),
      key('share', ['s'], 'S', 'Share'),
      key('hash', ['h'], 'H', 'State hash, verify'),
      key('metrics', ['y'], 'Y', 'Choose what is measured'),
      key('theme', ['t'], 'T', 'Light or dark'),
      key('library', ['l'], 'L', 'Library'),
      key('inspector', ['i'], 'I', 'Inspector'),
      key('search', ['q'], 'Q', 'Search'),
      key('rule-editor', ['a'], 'A', 'Edit the rule'),
      key('record', ['j'], 'J', 'Record of the server'),
      key('help', ['?'], '?', 'This sheet'),
    ],
  },
]

/** What a key does; undefined where it does nothing. */
export function actionOfKey(pressed: string): ShortcutAction | undefined {
  const wanted = pressed.length === 1 ? pressed.toLowerCase() : pressed
  for (const { shortcuts } of SHORTCUT_GROUPS) {
    const found = shortcuts.find(({ keys }) => keys.includes(wanted))
    if (found !== undefined) return found.action
  }
  return undefined
}
