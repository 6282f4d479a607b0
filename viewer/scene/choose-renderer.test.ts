import { expect, test } from 'vitest'
import { chooseRenderer } from './choose-renderer.ts'

const small = { x: 64, y: 64, z: 64 }
const large = { x: 256, y: 256, z: 256 }

test('few cells are cubes and many are a volume', () => {
  expect(chooseRenderer('auto', small, 100, 'card', undefined)).toBe('cubes')
  expect(chooseRenderer('auto', small, 100_000, 'card', undefined)).toBe('volume')
})

test('software turns to the volume sooner', () => {
  expect(chooseRenderer('auto', small, 5000, 'card', undefined)).toBe('cubes')
  expect(chooseRenderer('auto', small, 5000, 'software', undefined)).toBe('volume')
})

test('between the bounds the choice stays what it was', () => {
  expect(chooseRenderer('auto', small, 7500, 'card', 'cubes')).toBe('cubes')
  expect(chooseRenderer('auto', small, 7500, 'card', 'volume')).toBe('volume')
})

test('a wish is followed, except for cubes of a world with too many of them', () => {
  expect(chooseRenderer('volume', small, 100, 'card', undefined)).toBe('volume')
  expect(chooseRenderer('cubes', small, 100_000, 'card', undefined)).toBe('cubes')
  expect(chooseRenderer('cubes', large, 1_000_000, 'card', undefined)).toBe('volume')
  expect(chooseRenderer('cubes', large, 100, 'card', undefined)).toBe('cubes')
  expect(chooseRenderer('slices', large, 1_000_000, 'card', undefined)).toBe('slices')
})
