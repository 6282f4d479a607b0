import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  countNeighbors,
  MAX_RADIUS_CELLS,
  type NeighborhoodSpec,
} from '../../../lattice/neighborhood.ts'
import { countCells } from '../../../lattice/size.ts'
import { BOX, TORUS } from '../../../lattice/topology.ts'
import { createSplitMix64 } from '../../../math/split-mix64.ts'
import { createNodeThreads } from '../../../node/kernel-threads.ts'
import { parseRule } from '../../../rules/parse-rule.ts'
import { buildCountingProgram } from '../../../rules/program/build-program.ts'
import type { NextRow } from '../../../rules/program/program-form.ts'
import { recognizeForm } from '../../../rules/program/recognize-form.ts'
import type { Rule } from '../../../rules/rule.ts'
import { assertSame } from '../../../testing/case.ts'
import { describeKernelConformance } from '../../../testing/kernel-conformance.ts'
import { runWorld } from '../../../testing/run-world.ts'
import { tries } from '../../../testing/tries.ts'
import type { World } from '../../../testing/worlds.ts'
import { createCpuKernel } from '../../cpu/cpu-kernel.ts'
import { KernelUnsupportedError } from '../../errors.ts'
import type { Kernel, KernelSetup } from '../../kernel.ts'
import type { KernelThreads } from '../../kernel-threads.ts'
import { createReferenceKernel } from '../../reference/reference-kernel.ts'
import { assertSetup } from '../../setup-check.ts'
import { createPrefixSumKernel } from './prefix-sum-kernel.ts'
import { findSumShape } from './sum-shape.ts'

const KINDS = ['segment', 'square', 'diamond', 'circle'] as const

const createKernel = (setup: KernelSetup): Kernel =>
  createPrefixSumKernel(setup, recognizeForm(setup.rule.program))

/** This kernel where it runs a world; the reference kernel, which is right anyway, elsewhere. */
function createWherePossible(setup: KernelSetup): Kernel | Promise<Kernel> {
  assertSetup(setup)
  try {
    return createKernel(setup)
  } catch (error) {
    if (error instanceof KernelUnsupportedError) return createReferenceKernel(setup)
    throw error
  }
}

describeKernelConformance('prefix sums', createWherePossible, tries(150))

function buildRule(neighborhood: NeighborhoodSpec, rows: readonly NextRow[]): Rule {
  return {
    canonical: `random rule on ${JSON.stringify(neighborhood)}, ${rows.length} states`,
    name: undefined,
    family: 'larger-than-life',
    dimensions: neighborhood.kind === 'segment' ? 1 : 2,
    states: rows.length,
    program: buildCountingProgram({ neighborhood, rows }),
  }
}

/** What the rows of a rule's table are like: a few ranges, no order at all, or one state. */
const ROW_KINDS = ['ranges', 'ranges', 'noise', 'state'] as const

/** Rows of a rule's table, made from one seed. */
function drawRows(seed: bigint, neighbors: number, states: number): NextRow[] {
  const random = createSplitMix64(seed)
  const draw = (limit: number) => {
    random.next()
    return random.high % limit
  }
  const kind = ROW_KINDS[draw(ROW_KINDS.length)]
  return Array.from({ length: states }, (_, own): NextRow => {
    if (own > 1 && draw(4) > 0) return draw(2) === 0 ? (own + 1) % states : draw(states)
    if (kind === 'state') return draw(states)
    if (kind === 'noise') return new Uint8Array(neighbors + 1).map(() => draw(states))
    const row = new Uint8Array(neighbors + 1).fill(draw(states))
    for (let ranges = draw(5); ranges > 0; ranges--) {
      const low = draw(neighbors + 1)
      row.fill(draw(states), low, low + 1 + draw(neighbors))
    }
    return row
  })
}

/** Worlds as long and wide as chunks of sixteen cells, a little more and a little less. */
function anyLargeWorld(
  radius: fc.Arbitrary<number>,
  maxAxisCells: number,
  maxStates: number,
): fc.Arbitrary<World> {
  const seed = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
  const axis = fc.integer({ min: 1, max: maxAxisCells })
  return fc
    .record({
      kind: fc.constantFrom(...KINDS),
      radiusCells: radius,
      states: fc.constantFrom(2, 2, 2, 3, maxStates),
      size: fc.record({ x: axis, y: axis, z: fc.constantFrom(1, 1, 1, 2) }),
      topology: fc.constantFrom(BOX, TORUS),
      seed,
      density: fc.constantFrom(40, 128, 256),
      // Gains without losses and losses without gains: the largest steps that counts can take.
      solidRows: fc.option(fc.integer({ min: 1, max: maxAxisCells }), { freq: 3, nil: 0 }),
      ticks: fc.integer({ min: 1, max: 3 }),
    })
    .map(
      ({ kind, radiusCells, states, size, topology, seed, density, solidRows, ticks }): World => {
        const neighborhood = { kind, radiusCells }
        const rule = buildRule(neighborhood, drawRows(seed, countNeighbors(neighborhood), states))
        return {
          setup: { size, topology, rule, seed },
          cells: drawCells(seed, countCells(size), states, density).fill(1, 0, size.x * solidRows),
          ticks,
        }
      },
    )
    .filter(({ setup }) => recognizeForm(setup.rule.program).kind === 'counting')
}

/** States of which a share of `density` in 256 are not 0, half of those alive. */
function drawCells(seed: bigint, count: number, states: number, density: number): Uint8Array {
  const random = createSplitMix64(seed)
  return new Uint8Array(count).map(() => {
    random.next()
    if (random.high >>> 24 >= density) return 0
    return random.low & 1 ? 1 : 1 + ((random.low >>> 8) % (states - 1))
  })
}

test('agrees with the reference kernel on shapes of every kind', () =>
  fc.assert(
    fc.asyncProperty(anyLargeWorld(fc.integer({ min: 1, max: 9 }), 40, 256), async (world) => {
      const expected = await runWorld(createReferenceKernel, world)
      assertSame(await runWorld(createKernel, world), expected)
    }),
    { numRuns: tries(60) },
  ))

test('agrees with the CPU kernel on shapes whose counts take 8, 16 and 32 bits', () => {
  // On both sides of each radius from which some lane is wider.
  const radius = fc.constantFrom(7, 8, 10, 11, 63, 64, 127, 128, 142, 143, 180, 181)
  return fc.assert(
    fc.asyncProperty(anyLargeWorld(radius, 150, 4), async (world) => {
      const expected = await runWorld(createCpuKernel, world)
      assertSame(await runWorld(createKernel, world), expected)
    }),
    { numRuns: tries(60) },
  )
})

/** Cells live where the number of live ones around them, themselves included, is odd. */
function buildParityRule(neighborhood: NeighborhoodSpec): Rule {
  const entries = countNeighbors(neighborhood) + 1
  const rows = [0, 1].map((own) => new Uint8Array(entries).map((_, n) => (n + own) % 2))
  return buildRule(neighborhood, rows)
}

test.each(KINDS)('a %s that enters a solid half counts its largest step', async (kind) => {
  const neighborhood = { kind, radiusCells: 100 }
  // Counts that differ by a power of two, as those of a lane too narrow would, differ here.
  const row = new Uint8Array(countNeighbors(neighborhood) + 1).map((_, n) =>
    n % 251 < 125 ? 1 : 0,
  )
  const rule = buildRule(neighborhood, [row, row])
  const size = { x: 230, y: 260, z: 1 }
  const cells = new Uint8Array(countCells(size)).fill(1, size.x * 120)
  for (const topology of [BOX, TORUS]) {
    const world = { setup: { size, topology, rule, seed: 0n }, cells, ticks: 1 }
    const expected = await runWorld(createCpuKernel, world)
    assertSame(await runWorld(createKernel, world), expected)
  }
})

/** Tells which offsets a shape of the largest radius has, its center among them. */
const isMember: Readonly<Record<(typeof KINDS)[number], (dx: number, dy: number) => boolean>> = {
  segment: (_dx, dy) => dy === 0,
  square: () => true,
  diamond: (dx, dy) => Math.abs(dx) + Math.abs(dy) <= MAX_RADIUS_CELLS,
  circle: (dx, dy) => dx * dx + dy * dy <= MAX_RADIUS_CELLS ** 2 + MAX_RADIUS_CELLS,
}

describe.each(KINDS)('a %s of the largest radius', (kind) => {
  const rule = buildParityRule({ kind, radiusCells: MAX_RADIUS_CELLS })

  test('wraps a torus of 7 x 5 cells hundreds of times', async () => {
    const [width, height] = [7, 5]
    /** How often a cell sees the one so many places right of and below it. */
    const sights = new Int32Array(width * height)
    const turns = 1000
    for (let dy = -MAX_RADIUS_CELLS; dy <= MAX_RADIUS_CELLS; dy++) {
      for (let dx = -MAX_RADIUS_CELLS; dx <= MAX_RADIUS_CELLS; dx++) {
        const right = (dx + turns * width) % width
        const below = (dy + turns * height) % height
        if (isMember[kind](dx, dy)) sights[below * width + right]!++
      }
    }
    const cells = drawCells(3n, width * height, 2, 128)
    const expected = cells.map((_, cell) => {
      let count = 0
      for (const [site, isLive] of cells.entries()) {
        const right = ((site % width) - (cell % width) + width) % width
        const below = (Math.floor(site / width) - Math.floor(cell / width) + height) % height
        count += isLive * sights[below * width + right]!
      }
      return count % 2
    })
    const setup = { size: { x: width, y: height, z: 1 }, topology: TORUS, rule, seed: 0n }
    assertSame(await runWorld(createKernel, { setup, cells, ticks: 1 }), expected)
  })

  test.each([
    [BOX, 1030, 20],
    [TORUS, 1030, 20],
    [BOX, 20, 1030],
    [TORUS, 20, 1030],
  ])('runs in a world longer than itself: %o, %i x %i', async (topology, x, y) => {
    const cells = drawCells(4n, x * y, 2, 128)
    const world = { setup: { size: { x, y, z: 1 }, topology, rule, seed: 0n }, cells, ticks: 1 }
    const expected = await runWorld(createCpuKernel, world)
    assertSame(await runWorld(createKernel, world), expected)
  })
})

test.each(KINDS)('threads share a world of %ss without a seam', async (kind) => {
  const threads = createNodeThreads(3)
  for (const [topology, z] of [
    [BOX, 1],
    [TORUS, 1],
    [TORUS, 3],
  ] as const) {
    const rule = buildParityRule({ kind, radiusCells: 9 })
    const size = { x: 333, y: 250, z }
    const cells = drawCells(5n, countCells(size), 2, 128)
    const world = { setup: { size, topology, rule, seed: 0n }, cells, ticks: 5 }
    let started = 0
    const counted: KernelThreads = {
      count: 3,
      start: (...what) => {
        started++
        return threads.start(...what)
      },
    }
    const after = await runWorld((setup) => createKernel({ ...setup, threads: counted }), world)
    assertSame(after, await runWorld(createKernel, world))
    expect(started).toBe(2)
  }
})

test('a world too small to be shared starts no thread', async () => {
  const start = () => {
    throw new Error('a thread was started')
  }
  const { rule } = parseRule('R5,C0,M1,S34..58,B34..45,NM')
  const setup = { size: { x: 64, y: 64, z: 1 }, topology: TORUS, rule, seed: 0n }
  const kernel = createKernel({ ...setup, threads: { count: 4, start } })
  await kernel.advance(1)
  kernel.dispose()
})

test('lanes hold every count there can be, and are no wider than they must', () => {
  for (const kind of KINDS) {
    for (let radiusCells = 1; radiusCells <= MAX_RADIUS_CELLS; radiusCells++) {
      const { rowBits, countBits } = findSumShape({ kind, radiusCells })!
      const cells = countNeighbors({ kind, radiusCells }) + 1
      expect(cells).toBeLessThan(2 ** countBits)
      if (countBits > 8) expect(cells).toBeGreaterThanOrEqual(2 ** (countBits / 2))
      expect(2 * radiusCells + 1).toBeLessThan(2 ** rowBits)
    }
  }
})

test.each([
  ['B3/S23', 'square, a diamond, a circle or a segment'],
  [
    'MAPARYXfhZofugWaH7oaIDogBZofuhogOiAaIDogIAAgAAWaH7oaIDogGiA6ICAAIAAaIDogIAAgACAAIAAAAAAAA',
    'square',
  ],
])('refuses %s by name', (notation, reason) => {
  const { rule } = parseRule(notation)
  const setup = { size: { x: 8, y: 8, z: 1 }, topology: TORUS, rule, seed: 0n }
  expect(() => createKernel(setup)).toThrow(KernelUnsupportedError)
  expect(() => createKernel(setup)).toThrow(reason)
})

test('refuses rules that do not count live cells, and worlds that no memory holds', () => {
  const { rule } = parseRule('R5,C0,M1,S34..58,B34..45,NM')
  const setup = { size: { x: 8, y: 8, z: 1 }, topology: TORUS, rule, seed: 0n }
  expect(() => createPrefixSumKernel(setup, { kind: 'general' })).toThrow(KernelUnsupportedError)
  const huge = { ...setup, size: { x: 1, y: 2 ** 24, z: 2 ** 6 } }
  expect(() => createKernel(huge)).toThrow(KernelUnsupportedError)
})
