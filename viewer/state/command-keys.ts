/**
 * Keys as the list of commands writes them.
 *
 * A key is `KeyboardEvent.key`; a letter in lower case stands for both cases, and the shift key counts
 * only by what it makes of a key. `Mod+z` is Ctrl Z, on an Apple keyboard Command Z; there the shift key
 * counts by itself: `Mod+Shift+z`.
 */
import type { Command } from './commands.ts'

/** What counts of a key that is pressed; a `KeyboardEvent` is one. */
export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

/** Which of the commands a key orders; undefined where it orders none. */
export function commandOfKey(commands: readonly Command[], pressed: KeyPress): Command | undefined {
  const chord = chordOf(pressed)
  return commands.find(({ keys }) => chord !== undefined && keys.includes(chord))
}

/** A key as the list writes it; undefined for one with Alt, which is the browser's. */
function chordOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyPress): string | undefined {
  if (altKey) return undefined
  const plain = key.length === 1 ? key.toLowerCase() : key
  if (!ctrlKey && !metaKey) return plain
  return `Mod+${shiftKey ? 'Shift+' : ''}${plain}`
}

const NAMES: Readonly<Record<string, string>> = {
  ' ': 'Space',
  '>': 'Shift .',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
}

/** How a person reads a key, `Ctrl Z`; an Apple keyboard has its own sign, `⌘ Z`. */
export function nameKey(chord: string, isApple: boolean = hasAppleKeyboard()): string {
  const parts = chord.length > 1 ? chord.split('+') : [chord]
  return parts
    .map((part) => {
      if (part === 'Mod') return isApple ? '⌘' : 'Ctrl'
      return NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part)
    })
    .join(' ')
}

function hasAppleKeyboard(): boolean {
  return /^(Mac|iP)/.test(navigator.platform)
}
