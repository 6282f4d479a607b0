/** Rules with chances, by what is known of them, and Lenia by the oracle. */
import { describe, expect, test } from 'vitest'
import { TORUS } from '../lattice/topology.ts'
import { createSplitMix64 } from '../math/split-mix64.ts'
import { parseRule } from '../rules/parse-rule.ts'
import { createReferenceKernel } from './reference/reference-kernel.ts'

function run(notation: string, cells: Uint8Array, width: number, ticks: number, seed = 1n) {
  const { rule } = parseRule(notation)
  const size = { x: width, y: cells.length / width, z: 1 }
  const kernel = createReferenceKernel({ size, topology: TORUS, rule, seed })
  kernel.write(cells, 0)
  kernel.advance(ticks)
  const after = new Uint8Array(cells.length)
  kernel.read(after)
  kernel.dispose()
  return after
}

const countLive = (cells: Uint8Array) => cells.filter((state) => state === 1).length

describe('directed site percolation', () => {
  // A site with a wet neighbor to either side gets wet with chance p: rule 250, diluted. The
  // critical chance is 0.70549 (I. Jensen, J. Phys. A 32 (1999) 5233).
  const wet = new Uint8Array(240).fill(1)
  const percolate = (p: number) => run(`W250~birth=${p},survival=${p}`, wet, 240, 300)

  test('dries out well below the critical chance, and goes on well above it', () => {
    expect(countLive(percolate(0.6))).toBe(0)
    expect(countLive(percolate(0.8))).toBeGreaterThan(100)
  })
})

describe('noise, births and holding happen as often as they should', () => {
  const cells = 128 * 128
  /** Six standard deviations of a count of independent events. */
  const near = (count: number, p: number) =>
    expect(Math.abs(count - cells * p)).toBeLessThan(6 * Math.sqrt(cells * p * (1 - p)))

  test('alone and in company', () => {
    const empty = new Uint8Array(cells)
    const full = new Uint8Array(cells).fill(1)
    near(countLive(run('B/S012345678~noise=0.1', empty, 128, 1)), 0.05)
    near(countLive(run('B0/S~birth=0.3', empty, 128, 1)), 0.3)
    near(countLive(run('B/S8~survival=0.9', full, 128, 1)), 0.9)
    near(countLive(run('B/S~update=0.25', full, 128, 1)), 0.75)
    near(countLive(run('B/S~update=0.25', full, 128, 3)), 0.75 ** 3)
    near(countLive(run('B0/S~birth=0.5,noise=0.5,update=0.5', empty, 128, 1)), 0.25)
  })

  test('and otherwise under another seed', () => {
    const empty = new Uint8Array(cells)
    const once = run('B0/S~birth=0.3', empty, 128, 1, 1n)
    expect(run('B0/S~birth=0.3', empty, 128, 1, 1n)).toEqual(once)
    expect(run('B0/S~birth=0.3', empty, 128, 1, 2n)).not.toEqual(once)
  })
})

test('Lenia is the sum of weights times states, a table, and what is added to the state', () => {
  const side = 12
  const random = createSplitMix64(7n)
  const cells = new Uint8Array(side * side).map(() => {
    random.next()
    return random.low & 63
  })
  const notation = 'lenia:R4,T2,mu=0.12,sigma=0.04'
  const heights = [-4, -3, -2, -1, 0, 1, 2, 3, 4].flatMap((dy) =>
    [-4, -3, -2, -1, 0, 1, 2, 3, 4].flatMap((dx) => {
      const r = Math.hypot(dx, dy) / 4
      return r > 0 && r < 1 ? [[dx, dy, Math.exp(4 - 1 / (r * (1 - r)))] as const] : []
    }),
  )
  const total = heights.reduce((sum, [, , height]) => sum + height, 0)
  const after = run(notation, cells, side, 1)
  const wrap = (n: number) => (n + side) % side
  for (const [i, state] of cells.entries()) {
    const [x, y] = [i % side, Math.floor(i / side)]
    const potential = heights.reduce(
      (sum, [dx, dy, height]) => sum + height * cells[wrap(x + dx) + side * wrap(y + dy)]!,
      0,
    )
    const away = (potential / total / 255 - 0.12) / 0.04
    const growth = 2 * Math.exp(-(away ** 2) / 2) - 1
    // Off by a state at most: weights and potentials are rounded.
    const exact = Math.min(255, Math.max(0, state + (255 * growth) / 2))
    expect(Math.abs(after[i]! - exact)).toBeLessThan(2)
  }
})
