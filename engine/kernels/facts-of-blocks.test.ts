/** Block rules by what is known of them: what they keep, that they run backward, and Golly. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildNeighborhood } from '../lattice/neighborhood.ts'
import type { Size } from '../lattice/size.ts'
import { TORUS } from '../lattice/topology.ts'
import { createSplitMix64 } from '../math/split-mix64.ts'
import { parseRule } from '../rules/parse-rule.ts'
import { neighborhoodsOf } from '../rules/program/program-topology.ts'
import type { Rule } from '../rules/rule.ts'
import { parseRuleFile } from '../rules/rule-file/rule-file.ts'
import { findGollyRules } from '../testing/bgolly.ts'
import { createReferenceKernel } from './reference/reference-kernel.ts'

const SIZE: Size = { x: 12, y: 10, z: 1 }

function soup(seed: number, { x, y, z }: Size): Uint8Array {
  const random = createSplitMix64(BigInt(seed))
  return new Uint8Array(x * y * z).map(() => {
    random.next()
    return random.high >>> 31
  })
}

function run(rule: Rule, size: Size, cells: Uint8Array, from: number, ticks: number): Uint8Array {
  const kernel = createReferenceKernel({ size, topology: TORUS, rule, seed: 0n })
  kernel.write(cells, from)
  kernel.advance(ticks)
  const after = new Uint8Array(cells.length)
  kernel.read(after)
  kernel.dispose()
  return after
}

const countLive = (cells: Uint8Array) => cells.reduce((sum, cell) => sum + cell, 0)

/** The definition: every 2 x 2 block with a corner at (tick, tick) modulo 2 becomes another. */
function tickBlocks(next: readonly number[], cells: Uint8Array, tick: number): Uint8Array {
  const after = new Uint8Array(cells.length)
  const at = (x: number, y: number) => (x % SIZE.x) + SIZE.x * (y % SIZE.y)
  for (let y = tick % 2; y < SIZE.y + (tick % 2); y += 2) {
    for (let x = tick % 2; x < SIZE.x + (tick % 2); x += 2) {
      const sites = [at(x, y), at(x + 1, y), at(x, y + 1), at(x + 1, y + 1)]
      const block = sites.reduce((sum, site, i) => sum + (cells[site]! << i), 0)
      for (const [i, site] of sites.entries()) after[site] = (next[block]! >> i) & 1
    }
  }
  return after
}

describe('a Margolus rule', () => {
  const anyBlocks = fc.array(fc.nat(15), { minLength: 16, maxLength: 16 })
  test('turns each block into what its number says', () => {
    fc.assert(
      fc.property(anyBlocks, fc.nat(), fc.nat(5), (next, seed, from) => {
        const { rule } = parseRule(`M${next.join(',')}`)
        let expected = soup(seed, SIZE)
        const after = run(rule, SIZE, expected, from, 3)
        for (let tick = from; tick < from + 3; tick++) expected = tickBlocks(next, expected, tick)
        expect(after).toEqual(expected)
      }),
      { numRuns: 25 },
    )
  })

  const permutations = ['BBM', 'Bounce Gas', 'Bounce Gas II', 'Critters', 'HPP Gas', 'Rotations']
  const more = ['Rotations II', 'Rotations III', 'Rotations IV', 'String Thing', 'String Thing II']
  const last = ['Swap on Diag', 'Single Rotation', 'Tron']
  test.each([...permutations, ...more, ...last])('%s runs backward', (name) => {
    const { rule } = parseRule(name)
    const next = rule.canonical.slice(1).split(',').map(Number)
    const inverse = next.map((_, block) => next.indexOf(block))
    const backward = parseRule(`M${inverse.join(',')}`).rule
    let cells = soup(1, SIZE)
    const start = cells
    for (let tick = 0; tick < 6; tick++) cells = run(rule, SIZE, cells, tick, 1)
    for (let tick = 5; tick >= 0; tick--) cells = run(backward, SIZE, cells, tick, 1)
    expect(cells).toEqual(start)
  })

  test('of balls or a gas keeps their number', () => {
    for (const name of ['BBM', 'HPP Gas', 'Bounce Gas', 'Sand', 'Swap on Diag', 'Rotations']) {
      const cells = soup(2, SIZE)
      const after = run(parseRule(name).rule, SIZE, cells, 0, 8)
      expect(countLive(after), name).toBe(countLive(cells))
    }
  })

  test('of the Billiard Ball Machine moves a ball one cell a tick along a diagonal', () => {
    const cells = new Uint8Array(SIZE.x * SIZE.y)
    cells[2 + SIZE.x * 2] = 1
    const after = run(parseRule('BBM').rule, SIZE, cells, 0, 5)
    expect(after.indexOf(1)).toBe(7 + SIZE.x * 7)
    expect(countLive(after)).toBe(1)
  })
})

/**
 * Golly runs Margolus rules as rules of single cells whose state tells where they are in their
 * block: 1 and 3 are the empty and the live cell at the upper left, 2 and 4 those elsewhere.
 */
describe.skipIf(findGollyRules() === undefined)("Golly's emulations by rule files", () => {
  const encode = (cells: Uint8Array, tick: number) =>
    cells.map((cell, i) => {
      const isCorner = (i % SIZE.x) % 2 === tick % 2 && Math.floor(i / SIZE.x) % 2 === tick % 2
      return 2 * cell + (isCorner ? 1 : 2)
    })
  test.each([
    ['BBM-Margolus-emulated', 'BBM'],
    ['CrittersMargolus_emulated', 'Critters'],
    ['HPPMargolus_emulated', 'HPP Gas'],
    ['TripATronMargolus_emulated', 'Tron'],
  ])('%s is %s', (file, name) => {
    const text = readFileSync(join(findGollyRules()!, `${file}.rule`), 'latin1')
    const emulation = parseRuleFile(text)
    const cells = soup(3, SIZE)
    for (const ticks of [1, 2, 7]) {
      const blocks = run(parseRule(name).rule, SIZE, cells, 0, ticks)
      expect(run(emulation, SIZE, encode(cells, 0), 0, ticks)).toEqual(encode(blocks, ticks))
    }
  })
})

describe('Busy Boxes', () => {
  const { rule } = parseRule('BBW')
  const cube: Size = { x: 10, y: 8, z: 12 }
  /** Sparse, or hardly a swap is possible. */
  const sparse = (seed: number) => {
    const [a, b] = [soup(seed, cube), soup(seed + 1, cube)]
    const [c, d] = [soup(seed + 2, cube), soup(seed + 3, cube)]
    return a.map((cell, i) => cell & b[i]! & c[i]! & d[i]!)
  }

  test('moves live cells, keeps their number, and undoes a tick by its repetition', () => {
    for (let tick = 0; tick < 6; tick++) {
      const cells = sparse(tick)
      const after = run(rule, cube, cells, tick, 1)
      expect(after).not.toEqual(cells)
      expect(countLive(after)).toBe(countLive(cells))
      expect(run(rule, cube, after, tick, 1)).toEqual(cells)
    }
  })

  test('moves only cells as odd as the phase, diagonally within its plane', () => {
    const planes = [
      [1, 1, 0],
      [0, 1, 1],
      [1, 0, 1],
    ]
    for (let tick = 0; tick < 6; tick++) {
      const cells = sparse(10 + tick)
      const after = run(rule, cube, cells, tick, 1)
      const changed = [...cells.keys()].filter((i) => cells[i] !== after[i])
      for (const i of changed) {
        const place = [i % cube.x, Math.floor(i / cube.x) % cube.y, Math.floor(i / cube.x / cube.y)]
        expect((place[0]! + place[1]! + place[2]! + tick) % 2).toBe(0)
        const partners = changed.filter((j) => {
          const other = [
            j % cube.x,
            Math.floor(j / cube.x) % cube.y,
            Math.floor(j / cube.x / cube.y),
          ]
          const sizes = [cube.x, cube.y, cube.z]
          const apart = place.map((at, axis) => {
            const distance = Math.abs(at - other[axis]!)
            return Math.min(distance, sizes[axis]! - distance)
          })
          return apart.join() === planes[tick % 3]!.join() && cells[j] !== cells[i]
        })
        expect(partners).not.toEqual([])
      }
    }
  })

  test('swaps where one knight sees both and nothing else interferes', () => {
    const at = (x: number, y: number, z: number) => x + cube.x * (y + cube.y * z)
    const cells = new Uint8Array(cube.x * cube.y * cube.z)
    cells[at(4, 4, 4)] = 1
    cells[at(6, 3, 4)] = 1
    const after = run(rule, cube, cells, 0, 1)
    expect([after[at(4, 4, 4)], after[at(5, 5, 4)], after[at(6, 3, 4)]]).toEqual([0, 1, 1])
    // A second knight that sees the place to be left and another diagonal one forbids it.
    cells[at(3, 2, 4)] = 1
    expect(run(rule, cube, cells, 0, 1)).toEqual(cells)
  })

  test('looks at 28 cells of each plane', () => {
    const counts = neighborhoodsOf(rule.program).map((spec) => buildNeighborhood(spec).count)
    expect(counts).toEqual([28, 28, 28])
  })
})
