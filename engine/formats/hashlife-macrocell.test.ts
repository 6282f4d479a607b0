/** Macrocells go into a HashLife kernel and come back square by square, never cell by cell. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createHashLifeKernel } from '../kernels/hashlife/hashlife-kernel.ts'
import { BOX } from '../lattice/topology.ts'
import { parseRule } from '../rules/parse-rule.ts'
import { anyPattern, listCells } from '../testing/patterns.ts'
import { tries } from '../testing/tries.ts'
import { UnsupportedPatternError } from './errors.ts'
import { quadTableFromMacrocell, writeQuadMacrocell } from './hashlife-macrocell.ts'
import type { Pattern } from './pattern.ts'
import { parseMacrocell, readMacrocell } from './read-macrocell.ts'
import { writeMacrocell } from './write-macrocell.ts'

const { rule } = parseRule('B3/S23')
const createKernel = () =>
  createHashLifeKernel({ size: { x: 0, y: 0, z: 1 }, topology: BOX, rule, seed: 0n })

const bytesOf = (lines: readonly string[]) => new TextEncoder().encode(`${lines.join('\n')}\n`)

/** A kernel with the cells of a macrocell file. */
function load(bytes: Uint8Array) {
  const kernel = createKernel()
  kernel.load(quadTableFromMacrocell(parseMacrocell(bytes).tree), 0)
  return kernel
}

/** The cells of a kernel as `x,y`, row by row. */
function cellsOf(kernel: ReturnType<typeof createKernel>): string[] {
  const box = kernel.bounds()
  if (box === undefined) return []
  const cells = new Uint8Array(box.size.x * box.size.y)
  kernel.read(box, cells)
  return [...cells].flatMap((state, i) =>
    state === 1 ? [`${box.x + (i % box.size.x)},${box.y + Math.floor(i / box.size.x)}`] : [],
  )
}

/** The cells of a pattern on Golly's plane, in flat order. */
function placedCellsOf({ cells, originInWorld }: Pattern): string[] {
  return Array.from(
    cells.states,
    (_, i) => `${cells.x[i]! + (originInWorld?.x ?? 0)},${cells.y[i]! + (originInWorld?.y ?? 0)}`,
  )
}

test('a file that describes cells puts the same cells at the same places', () => {
  fc.assert(
    fc.property(anyPattern({ dimensions: 2, states: 2, maxAxisCells: 60 }), (pattern) => {
      const bytes = writeMacrocell(pattern)
      const { tree, bounds } = parseMacrocell(bytes)
      const { minX, minY } = bounds ?? { minX: 0n, minY: 0n }
      const half = tree.root === 0 ? 0n : 2n ** BigInt(tree.levelOf(tree.root) - 1)
      const kernel = load(bytes)
      const read = readMacrocell(bytes)
      const originInWorld = { x: Number(minX - half), y: Number(minY - half) + 1, z: 0 }
      expect(cellsOf(kernel)).toEqual(placedCellsOf({ ...read, originInWorld }))
      expect(kernel.population()).toBe(BigInt(read.cells.states.length))
    }),
    { numRuns: tries(30) },
  )
})

test('what is written is read again, with rule and generation', () => {
  fc.assert(
    fc.property(anyPattern({ dimensions: 2, states: 2, maxAxisCells: 60 }), (pattern) => {
      const before = load(writeMacrocell(pattern))
      const bytes = writeQuadMacrocell(before.save(), {
        ruleText: 'B3/S23',
        generation: 2n ** 70n,
        comments: ['made by a test'],
      })
      const after = load(bytes)
      expect(cellsOf(after)).toEqual(cellsOf(before))
      expect(after.save()).toEqual(before.save())
      const { ruleText, generation, comments } = parseMacrocell(bytes)
      expect({ ruleText, generation, comments }).toEqual({
        ruleText: 'B3/S23',
        generation: 2n ** 70n,
        comments: ['made by a test'],
      })
      const cropped = readMacrocell(bytes).cells
      expect(listCells(cropped)).toEqual(listCells(readMacrocell(writeMacrocell(pattern)).cells))
    }),
    { numRuns: tries(30) },
  )
})

test.each([
  ['one cell a child', ['[M2]', '1 0 0 0 1'], ['0,1']],
  ['two levels of them', ['[M2]', '1 1 0 0 0', '2 1 0 0 1'], ['-2,-1', '0,1']],
  ['three', ['[M2]', '1 1 0 0 0', '2 1 0 0 0', '3 2 0 0 2'], ['-4,-3', '0,1']],
  ['four', ['[M2]', '1 1 0 0 0', '2 1 0 0 0', '3 2 0 0 0', '4 0 3 3 0'], ['0,-7', '-8,1']],
  ['a leaf of bits', ['[M2]', '*$$$$....*$'], ['-4,-3', '0,1']],
  ['nothing', ['[M2]', '4 0 0 0 0'], []],
])('a root of %s lies around the origin of the plane', (_, lines, expected) => {
  expect(cellsOf(load(bytesOf(lines)))).toEqual(expected)
})

test('a pattern 2^60 cells wide takes as many squares as its file, and keeps on running', () => {
  const leaf = '$.*$..*$***$'
  const doublings = Array.from({ length: 57 }, (_, i) => `${i + 4} ${i + 1} 0 0 ${i + 1}`)
  const kernel = load(bytesOf(['[M2]', leaf, ...doublings]))
  expect(kernel.population()).toBe(5n * 2n ** 57n)
  expect(kernel.save().root).toBe(58)
  // Each glider moves on its own, and has room for it.
  const { left, top } = kernel.exactBounds()!
  kernel.advance(400)
  expect(kernel.population()).toBe(5n * 2n ** 57n)
  expect(kernel.exactBounds()).toMatchObject({ left: left + 100n, top: top + 100n })
})

test('a cell in a third state is refused by name', () => {
  const bytes = bytesOf(['[M2]', '1 0 0 0 2', '2 1 0 0 1', '3 2 0 0 2', '4 3 0 0 3'])
  expect(() => load(bytes)).toThrow(UnsupportedPatternError)
})
