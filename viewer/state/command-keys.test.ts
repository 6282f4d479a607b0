import { expect, test } from 'vitest'
import { commandOfKey, nameKey } from './command-keys.ts'
import type { Command } from './commands.ts'

const COMMANDS: readonly Command[] = [
  ['play', ' '],
  ['reset', 'r'],
  ['help', '?'],
  ['poke', 'k'],
  ['palette', 'Mod+k'],
  ['undo', 'Mod+z'],
  ['redo', 'Mod+Shift+z'],
].map(([id, key]) => ({ id: id!, does: id!, keys: [key!], run: () => undefined }))

const PLAIN = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }

const idOf = (key: string, held: Partial<typeof PLAIN> = {}) =>
  commandOfKey(COMMANDS, { key, ...PLAIN, ...held })?.id

test('letters work in both cases, and unknown keys do nothing', () => {
  expect(idOf(' ')).toBe('play')
  expect(idOf('r')).toBe('reset')
  expect(idOf('R', { shiftKey: true })).toBe('reset')
  expect(idOf('?', { shiftKey: true })).toBe('help')
  expect(idOf('F5')).toBeUndefined()
})

test('a key with Ctrl or Command is another than the key alone, and one with Alt is not ours', () => {
  expect(idOf('k')).toBe('poke')
  expect(idOf('k', { ctrlKey: true })).toBe('palette')
  expect(idOf('K', { metaKey: true })).toBe('palette')
  expect(idOf('z', { ctrlKey: true })).toBe('undo')
  expect(idOf('Z', { ctrlKey: true, shiftKey: true })).toBe('redo')
  expect(idOf('r', { ctrlKey: true })).toBeUndefined()
  expect(idOf('r', { ctrlKey: true, altKey: true })).toBeUndefined()
})

test('keys are named as they stand on the keyboard', () => {
  expect(nameKey('Mod+Shift+z', false)).toBe('Ctrl Shift Z')
  expect(nameKey('Mod+k', true)).toBe('⌘ K')
  expect(['+', '-', ' ', '>', 'ArrowUp', 'Home'].map((key) => nameKey(key))).toEqual([
    ...['+', '-', 'Space', 'Shift .', '↑', 'Home'],
  ])
})
