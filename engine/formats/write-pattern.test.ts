import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TORUS } from '../lattice/topology.ts'
import { parseRule } from '../rules/parse-rule.ts'
import {
  anyPattern,
  listCells,
  listCroppedCells,
  notesOf,
  type PatternShape,
  patternOf,
} from '../testing/patterns.ts'
import type { PatternFormat } from './pattern.ts'
import { readPattern } from './read-pattern.ts'
import { writePattern } from './write-pattern.ts'

const SHAPES = {
  flat: { dimensions: 2, states: 2, maxAxisCells: 24 },
  flatOfManyStates: { dimensions: 2, states: 256, maxAxisCells: 20 },
  solid: { dimensions: 3, states: 2, maxAxisCells: 8 },
  solidOfManyStates: { dimensions: 3, states: 256, maxAxisCells: 8 },
  line: { dimensions: 1, states: 256, maxAxisCells: 100 },
} as const satisfies Record<string, PatternShape>

type ShapeName = keyof typeof SHAPES

/** Formats that keep the box and those that keep only the box of the cells. */
const KEEPING_SIZE: readonly (readonly [PatternFormat, ShapeName])[] = [
  ['rle', 'flat'],
  ['rle', 'flatOfManyStates'],
  ['rle3', 'solid'],
  ['rle3', 'solidOfManyStates'],
  ['cells', 'flat'],
  ['vox', 'solidOfManyStates'],
  ['npy', 'line'],
  ['npy', 'flatOfManyStates'],
  ['npy', 'solidOfManyStates'],
]
const CROPPING: readonly (readonly [PatternFormat, ShapeName])[] = [
  ['macrocell', 'flat'],
  ['macrocell', 'flatOfManyStates'],
  ['life105', 'flat'],
  ['life106', 'flat'],
]

describe.each(KEEPING_SIZE)('%s, %s', (format, shape) => {
  test('what is written is read again: cells, size and axes', () =>
    fc.assert(
      fc.asyncProperty(anyPattern(SHAPES[shape]), fc.boolean(), async (pattern, gzip) => {
        const read = await readPattern(await writePattern(pattern, format, { gzip }))
        expect(read.format).toBe(format)
        expect(read.size).toEqual(pattern.size)
        expect(read.dimensions).toBe(pattern.dimensions)
        expect(listCells(read.cells)).toEqual(listCells(pattern.cells))
      }),
      { numRuns: 60 },
    ))
})

describe.each(CROPPING)('%s, %s', (format, shape) => {
  test('what is written is read again, in the box of its cells', () =>
    fc.assert(
      fc.asyncProperty(anyPattern(SHAPES[shape]), fc.boolean(), async (pattern, gzip) => {
        const read = await readPattern(await writePattern(pattern, format, { gzip }))
        expect(read.format).toBe(format)
        expect(listCells(read.cells)).toEqual(listCroppedCells(pattern.cells))
      }),
      { numRuns: 60 },
    ))
})

test('cells a million apart cost no more than cells side by side', async () => {
  const far = 2 ** 20
  const cells = {
    x: Int32Array.of(0, far, 5),
    y: Int32Array.of(0, 0, far),
    z: Int32Array.of(0, 0, 0),
    states: Uint8Array.of(1, 1, 1),
  }
  const source = { cells, size: { x: far + 1, y: far + 1, z: 1 }, dimensions: 2 } as const
  for (const format of ['rle', 'macrocell', 'life106'] as const) {
    const bytes = await writePattern(source, format)
    expect(bytes.length).toBeLessThan(2000)
    expect(listCells((await readPattern(bytes)).cells)).toEqual(listCells(cells))
  }
})

const NOTES = {
  name: 'Lucy',
  comments: ['', '  indented', 'x = 3, y = 3', '#N not a name', 'Größe ≥ 3'],
  ruleText: 'B3/S23',
  generation: 123_456_789_012_345_678_901_234n,
  world: { size: { x: 64, y: 48, z: 1 }, topology: TORUS },
}
const BLINKER = patternOf(Uint8Array.of(1, 1, 1), { x: 3, y: 1, z: 1 }, 2)

test.each(['rle', 'macrocell'] as const)(
  '%s keeps notes, rule, world and place',
  async (format) => {
    const originInWorld = { x: 7, y: 40, z: 0 }
    const read = await readPattern(
      await writePattern({ ...BLINKER, ...NOTES, originInWorld }, format),
    )
    expect(notesOf(read)).toEqual(NOTES)
    expect(read.originInWorld).toEqual(originInWorld)
  },
)

test('a pattern with a world and no place in it is written in the middle', async () => {
  const read = await readPattern(await writePattern({ ...BLINKER, ...NOTES }, 'rle'))
  expect(read.originInWorld).toEqual({ x: 30, y: 23, z: 0 })
})

test.each([
  [{ x: 40, y: 40, z: 40 }, { kind: 'torus' }],
  [{ x: 40, y: 20, z: 10 }, { kind: 'torus' }],
  [{ x: 40, y: 40, z: 40 }, { kind: 'box' }],
] as const)('3-D RLE keeps a world of %j that is a %j', async (size, topology) => {
  const glider = patternOf(new Uint8Array(8).fill(1), { x: 2, y: 2, z: 2 }, 3)
  const { rule } = parseRule('4555')
  const originInWorld = { x: 0, y: 18, z: 3 }
  const source = { ...glider, rule, world: { size, topology }, originInWorld, generation: 9n }
  const read = await readPattern(await writePattern(source, 'rle3'))
  expect(read.world).toEqual({ size, topology })
  expect(read.originInWorld).toEqual(originInWorld)
  expect(parseRule(read.ruleText ?? '').rule).toEqual(rule)
  expect(read.generation).toBe(9n)
})

test('a 1-D world keeps its suffix', async () => {
  const { rule, world } = parseRule('W30:T64')
  const row = patternOf(Uint8Array.of(1), { x: 1, y: 1, z: 1 }, 1)
  const read = await readPattern(await writePattern({ ...row, rule, world }, 'rle'))
  expect(read.ruleText).toBe('W30')
  expect(read.world).toEqual(world)
})

test('equal patterns give equal bytes', async () => {
  for (const format of ['rle', 'macrocell', 'npy', 'vox'] as const) {
    const first = await writePattern({ ...BLINKER, ...NOTES }, format, { gzip: true })
    const second = await writePattern({ ...BLINKER, ...NOTES }, format, { gzip: true })
    expect(second).toEqual(first)
  }
})

const SOLID = patternOf(new Uint8Array(8).fill(1), { x: 2, y: 2, z: 2 }, 3)
const THREE_STATES = patternOf(Uint8Array.of(1, 2, 0, 1), { x: 2, y: 2, z: 1 }, 2)

test.each(['rle', 'macrocell', 'cells', 'life105', 'life106'] as const)(
  '%s refuses a pattern with layers by name',
  async (format) => {
    await expect(writePattern(SOLID, format)).rejects.toMatchObject({
      code: 'formats/unrepresentable',
      details: { format, found: '2 layers' },
    })
  },
)

test.each(['cells', 'life105', 'life106'] as const)(
  '%s refuses a third state by name',
  async (format) => {
    await expect(writePattern(THREE_STATES, format)).rejects.toMatchObject({
      code: 'formats/unrepresentable',
      details: { format, found: 'a cell in state 2' },
    })
  },
)

test('MagicaVoxel refuses an axis of more than 256 cells', async () => {
  const long = patternOf(new Uint8Array(257).fill(1), { x: 257, y: 1, z: 1 }, 3)
  await expect(writePattern(long, 'vox')).rejects.toMatchObject({ code: 'formats/unrepresentable' })
})

test('a macrocell refuses a place whose squares could not be told apart', async () => {
  const far = new TextEncoder().encode(
    '#CXRLE Pos=900000000000000,5\nx = 1, y = 2, rule = B3/S23:T10,10\no$o!\n',
  )
  await expect(writePattern(await readPattern(far), 'macrocell')).rejects.toMatchObject({
    code: 'formats/unrepresentable',
  })
})

test.each([
  ['rle3', 'B3/S23', { x: 4, y: 4, z: 3 }],
  ['rle3', 'W30', { x: 4, y: 4, z: 3 }],
  ['rle', 'W30', { x: 4, y: 3, z: 1 }],
  ['macrocell', 'W30', { x: 4, y: 3, z: 1 }],
] as const)(
  '%s says no world of which the suffix of %s would leave an axis out',
  async (format, rule, size) => {
    const dense = new Uint8Array(size.x * size.y * size.z).fill(1)
    const source = {
      ...patternOf(dense, size, 3),
      rule: parseRule(rule).rule,
      world: { size, topology: TORUS },
    }
    const read = await readPattern(await writePattern(source, format))
    expect(read).toMatchObject({ ruleText: rule, world: undefined, size })
  },
)
