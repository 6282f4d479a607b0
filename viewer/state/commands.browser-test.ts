import { expect, test } from 'vitest'
import { COMMANDS } from './commands.ts'

test('no key means two things', () => {
  const keys = COMMANDS.flatMap((command) => command.keys)
  expect(new Set(keys).size).toBe(keys.length)
})

test('no two commands have one name, and none does what another says it does', () => {
  expect(new Set(COMMANDS.map(({ id }) => id)).size).toBe(COMMANDS.length)
  expect(new Set(COMMANDS.map(({ does }) => does)).size).toBe(COMMANDS.length)
})
