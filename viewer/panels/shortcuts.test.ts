import { expect, test } from 'vitest'
import { actionOfKey, SHORTCUT_GROUPS } from './shortcuts.ts'

const all = SHORTCUT_GROUPS.flatMap(({ shortcuts }) => shortcuts)

test('no key means two things', () => {
  const keys = all.flatMap((shortcut) => shortcut.keys)
  expect(new Set(keys).size).toBe(keys.length)
})

test('no action is listed twice', () => {
  expect(new Set(all.map(({ action }) => action)).size).toBe(all.length)
})

test('letters work in both cases, and unknown keys do nothing', () => {
  expect(actionOfKey(' ')).toBe('toggle-play')
  expect(actionOfKey('r')).toBe('reset')
  expect(actionOfKey('R')).toBe('reset')
  expect(actionOfKey('?')).toBe('help')
  expect(actionOfKey('F5')).toBeUndefined()
})
