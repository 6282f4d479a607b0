import { expect, test } from 'vitest'
import { namedRules } from './named-rule-list.ts'
import { parseRule } from './parse-rule.ts'

test.each(namedRules)('%s is %s by each of its names', (canonical, name, ...otherNames) => {
  expect(parseRule(canonical).rule).toMatchObject({ canonical, name })
  for (const written of [name, name.toUpperCase(), ` ${name}\n`, ...otherNames]) {
    expect(parseRule(written).rule, written).toMatchObject({ canonical, name })
  }
})

test('no two rules share a name or a notation', () => {
  const names = namedRules.flatMap(([, ...own]) => own.map((name) => name.toLowerCase()))
  expect(new Set(names).size).toBe(names.length)
  expect(new Set(namedRules.map(([canonical]) => canonical)).size).toBe(namedRules.length)
})

test('spaces and hyphens do not matter to a name, but digits alone must be exact', () => {
  expect(parseRule('High-Life').rule.name).toBe('HighLife')
  expect(parseRule('brians brain').rule.name).toBe("Brian's Brain")
  expect(parseRule('445').rule.canonical).toBe('4/4/5/M')
  expect(() => parseRule('4-45')).toThrow()
})

test.each(["conway's game of life", 'Game of Life', 'DAY AND NIGHT', 'day&night', 'brians brain'])(
  '%s is known however it is written',
  (text) => {
    expect(parseRule(text).rule.name).toBeDefined()
  },
)

test('a name is known from any notation of its rule, and may have a topology', () => {
  expect(parseRule('23/36').rule.name).toBe('HighLife')
  expect(parseRule('3D4,5/5').rule.name).toBe('Life 4555')
  expect(parseRule('Star Wars:T64,64').world?.size).toEqual({ x: 64, y: 64, z: 1 })
})
