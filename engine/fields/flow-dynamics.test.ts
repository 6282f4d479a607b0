import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Dimensions } from '../lattice/size.ts'
import {
  anyGrid,
  anyValues,
  channelOf,
  countOf,
  mostDiffusion,
  mostSpeedSquared,
  worldOf,
} from '../testing/any-fields.ts'
import { diffuse, flatOf, type Grid, placesOf, swing } from '../testing/field-oracles.ts'
import { tries } from '../testing/tries.ts'
import { FULL_RANGE } from './channel.ts'

/** Both signs, one sign, and one that does not have 0 in it. */
const LIMITS = [
  FULL_RANGE,
  { low: 0, high: FULL_RANGE.high },
  { low: -16384, high: 16384 },
  { low: 100, high: 3000 },
] as const

const anyShare = (most: number) =>
  fc.oneof(fc.integer({ min: 0, max: most }), fc.constantFrom(0, most))

const sumOf = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + value, 0)

const anyDiffusion = fc
  .record({ grid: anyGrid, limits: fc.constantFrom(...LIMITS), decay: anyShare(4096) })
  .chain(({ grid, limits, decay }) =>
    fc.record({
      grid: fc.constant(grid),
      limits: fc.constant(limits),
      values: anyValues(countOf(grid), limits),
      terms: fc.record({
        diffusion: anyShare(mostDiffusion(grid.dimensions, decay)),
        decay: fc.constant(decay),
        rest: fc.integer({ min: limits.low, max: limits.high }),
      }),
    }),
  )

describe('diffusion', () => {
  test('agrees with fluxes between pairs, cell for cell, tick for tick', () => {
    const property = fc.property(anyDiffusion, ({ grid, limits, values, terms }) => {
      const world = worldOf(
        grid,
        channelOf({ kind: 'diffuse', ...terms }, { ...limits, start: limits.low }),
      )
      world.plane('field').set(values)
      let expected: ArrayLike<number> = values
      for (let tick = 0; tick < 3; tick++) {
        world.advance()
        expected = diffuse(grid, expected, terms, limits)
        expect(Array.from(world.plane('field'))).toEqual(expected)
      }
    })
    fc.assert(property, { numRuns: tries(300) })
  })

  test('without decay conserves exactly, whatever the world and the field', () => {
    const property = fc.property(anyDiffusion, ({ grid, limits, values, terms }) => {
      const diffusion = Math.min(terms.diffusion * 2, mostDiffusion(grid.dimensions, 0))
      const dynamic = { ...terms, kind: 'diffuse', diffusion, decay: 0 } as const
      const world = worldOf(grid, channelOf(dynamic, { ...limits, start: limits.low }))
      world.plane('field').set(values)
      world.advance(5)
      expect(sumOf(world.plane('field'))).toBe(sumOf(values))
    })
    fc.assert(property, { numRuns: tries(200) })
  })

  test('never passes the extremes of what it starts from and of its rest', () => {
    const property = fc.property(anyDiffusion, ({ grid, values, terms }) => {
      // With the widest range no clamp can hold it.
      const world = worldOf(grid, channelOf({ kind: 'diffuse', ...terms }))
      world.plane('field').set(values)
      const [low, high] = [Math.min(...values, terms.rest), Math.max(...values, terms.rest)]
      for (let tick = 0; tick < 4; tick++) {
        world.advance()
        for (const value of world.plane('field')) {
          expect(value).toBeGreaterThanOrEqual(low)
          expect(value).toBeLessThanOrEqual(high)
        }
      }
    })
    fc.assert(property, { numRuns: tries(200) })
  })

  test('comes to rest exactly, from above and from below', () => {
    const dynamic = { kind: 'diffuse', diffusion: 300, decay: 40, rest: -77 } as const
    const grid = { size: { x: 4, y: 3, z: 2 }, dimensions: 3, isTorus: false } as const
    for (const start of [FULL_RANGE.low, FULL_RANGE.high]) {
      const world = worldOf(grid, channelOf(dynamic, { start }))
      world.advance(2000)
      expect(new Set(world.plane('field'))).toEqual(new Set([-77]))
    }
  })

  test('a point of heat spreads as the binomial of a walk does', () => {
    // On a line with a flux of 1/4 and no rounding, n ticks make the coefficients of (1 + x)^2n / 4^n.
    const grid = { size: { x: 9, y: 1, z: 1 }, dimensions: 1, isTorus: false } as const
    const world = worldOf(grid, channelOf({ kind: 'diffuse', diffusion: 1024, decay: 0, rest: 0 }))
    world.plane('field')[4] = 4 ** 3 * 100
    world.advance(3)
    expect(Array.from(world.plane('field'))).toEqual(
      [0, 1, 6, 15, 20, 15, 6, 1, 0].map((coefficient) => coefficient * 100),
    )
  })
})

const anyWave = fc
  .record({
    grid: anyGrid,
    limits: fc.constantFrom(...LIMITS),
    damping: anyShare(4096),
    decay: anyShare(4096),
  })
  .chain(({ grid, limits, damping, decay }) =>
    fc.record({
      grid: fc.constant(grid),
      limits: fc.constant(limits),
      values: anyValues(countOf(grid), limits),
      previous: anyValues(countOf(grid), limits),
      terms: fc.record({
        speedSquared: anyShare(mostSpeedSquared(grid.dimensions, damping, decay)),
        damping: fc.constant(damping),
        decay: fc.constant(decay),
        rest: fc.integer({ min: limits.low, max: limits.high }),
      }),
    }),
  )

describe('waves', () => {
  test('agree with pulls between pairs, cell for cell, and remember the tick before', () => {
    const property = fc.property(anyWave, ({ grid, limits, values, previous, terms }) => {
      const world = worldOf(
        grid,
        channelOf({ kind: 'wave', ...terms }, { ...limits, start: limits.low }),
      )
      world.plane('field').set(values)
      world.plane('field', 'previous').set(previous)
      let [now, before]: ArrayLike<number>[] = [values, previous]
      for (let tick = 0; tick < 3; tick++) {
        world.advance()
        ;[now, before] = [swing(grid, now!, before!, terms, limits), now!]
        expect(Array.from(world.plane('field'))).toEqual(now)
        expect(Array.from(world.plane('field', 'previous'))).toEqual(Array.from(before))
      }
    })
    fc.assert(property, { numRuns: tries(300) })
  })

  test('without losses run backward to the very bits they began with', () => {
    const small = { low: -500, high: 500 }
    const anyStart = anyGrid.chain((grid) =>
      fc.record({
        grid: fc.constant(grid),
        values: anyValues(countOf(grid), small),
        motion: anyValues(countOf(grid), { low: -20, high: 20 }),
        speedSquared: fc.integer({ min: 1, max: mostSpeedSquared(grid.dimensions, 0, 0) }),
      }),
    )
    const property = fc.property(anyStart, ({ grid, values, motion, speedSquared }) => {
      const dynamic = { kind: 'wave', speedSquared, damping: 0, decay: 0, rest: 0 } as const
      const world = worldOf(grid, channelOf(dynamic))
      const previous = values.map((value, cell) => value - motion[cell]!)
      world.plane('field').set(values)
      world.plane('field', 'previous').set(previous)
      world.advance(25)
      // Nothing may have been clamped, or there would be no way back.
      expect(Math.max(...world.plane('field').map(Math.abs))).toBeLessThan(FULL_RANGE.high)
      world.planes = [world.planes[0]!, world.planes[2]!, world.planes[1]!]
      world.advance(25)
      expect(Array.from(world.plane('field', 'previous'))).toEqual(values)
      expect(Array.from(world.plane('field'))).toEqual(previous)
    })
    fc.assert(property, { numRuns: tries(100) })
  })

  test('at full speed a pulse runs a cell a tick, unchanged, and comes back from the wall', () => {
    // On a line with c = 1 leapfrog is exact: u(x, t+1) = u(x-1, t) + u(x+1, t) - u(x, t-1).
    const length = 20
    const grid = { size: { x: length, y: 1, z: 1 }, dimensions: 1, isTorus: false } as const
    const dynamic = { kind: 'wave', speedSquared: 4096, damping: 0, decay: 0, rest: 0 } as const
    const world = worldOf(grid, channelOf(dynamic))
    world.plane('field')[5] = 1000
    world.plane('field', 'previous')[4] = 1000
    const pulse = () => world.plane('field').indexOf(1000)
    for (let tick = 1; tick <= 14; tick++) {
      world.advance()
      expect([pulse(), sumOf(world.plane('field'))]).toEqual([5 + tick, 1000])
    }
    // It stands at the wall for one tick, since the site beyond is the last one itself.
    world.advance()
    expect([pulse(), sumOf(world.plane('field'))]).toEqual([length - 1, 1000])
    for (let tick = 1; tick <= 14; tick++) {
      world.advance()
      expect([pulse(), sumOf(world.plane('field'))]).toEqual([length - 1 - tick, 1000])
    }
  })

  test('with losses come to rest exactly', () => {
    const grid = { size: { x: 5, y: 4, z: 3 }, dimensions: 3, isTorus: false } as const
    const dynamic = { kind: 'wave', speedSquared: 1024, damping: 64, decay: 16, rest: 9 } as const
    const world = worldOf(grid, channelOf(dynamic))
    world.plane('field')[7] = FULL_RANGE.high
    world.advance(3000)
    expect(new Set(world.plane('field'))).toEqual(new Set([9]))
  })
})

const DYNAMICS = [
  { kind: 'diffuse', diffusion: 601, decay: 37, rest: 5 },
  { kind: 'wave', speedSquared: 1201, damping: 11, decay: 3, rest: -5 },
] as const

describe.each(DYNAMICS)('$kind has no preferred', (dynamic) => {
  const dimensions: Dimensions = 3
  type Place = Parameters<typeof flatOf>[1]

  /** Fields of a world and of one whose places are others, after some ticks. */
  function compare(grid: Grid, moved: Grid, move: (place: Place) => Place, values: number[]) {
    const [here, there] = [grid, moved].map((each) =>
      worldOf({ ...each, dimensions }, channelOf(dynamic)),
    )
    here!.plane('field').set(values)
    for (const place of placesOf(grid)) {
      there!.plane('field')[flatOf(moved, move(place))] = values[flatOf(grid, place)]!
    }
    here!.advance(4)
    there!.advance(4)
    for (const place of placesOf(grid)) {
      const expected = here!.plane('field')[flatOf(grid, place)]
      expect(there!.plane('field')[flatOf(moved, move(place))]).toBe(expected)
    }
  }

  const size = { x: 5, y: 4, z: 3 }
  const anyField = anyValues(60, { low: -9000, high: 9000 })

  test.each([false, true])('side (torus: %s)', (isTorus) => {
    const grid = { size, isTorus, dimensions }
    fc.assert(
      fc.property(anyField, (values) => {
        compare(grid, grid, ({ x, y, z }) => ({ x: size.x - 1 - x, y, z: size.z - 1 - z }), values)
      }),
      { numRuns: 20 },
    )
  })

  test.each([false, true])('axis (torus: %s)', (isTorus) => {
    const turned = { size: { x: size.z, y: size.x, z: size.y }, isTorus, dimensions }
    fc.assert(
      fc.property(anyField, (values) => {
        compare(
          { size, isTorus, dimensions },
          turned,
          ({ x, y, z }) => ({ x: z, y: x, z: y }),
          values,
        )
      }),
      { numRuns: 20 },
    )
  })

  test('place, on a torus', () => {
    const grid = { size, isTorus: true, dimensions }
    const shift = ({ x, y, z }: Place) => ({
      x: (x + 2) % size.x,
      y: (y + 3) % size.y,
      z: (z + 1) % size.z,
    })
    fc.assert(
      fc.property(anyField, (values) => compare(grid, grid, shift, values)),
      { numRuns: 20 },
    )
  })

  test('sign, about 0', () => {
    const grid = { size, isTorus: false, dimensions } as const
    const around0 = channelOf({ ...dynamic, rest: 0 })
    fc.assert(
      fc.property(anyField, (values) => {
        const [plus, minus] = [1, -1].map((sign) => {
          const world = worldOf(grid, around0)
          world.plane('field').set(values.map((value) => sign * value))
          world.advance(4)
          return Array.from(world.plane('field'), (value) => sign * value + 0)
        })
        expect(minus).toEqual(plus)
      }),
      { numRuns: 20 },
    )
  })
})

describe('a source', () => {
  const grid = { size: { x: 4, y: 1, z: 1 }, dimensions: 1, isTorus: false } as const

  test.each([
    [[7], [7, 7, 7, 7]],
    [
      [0, 5],
      [0, 5, 5, 5],
    ],
    [
      [1, -2, 30],
      [1, -2, 30, 30],
    ],
  ])('of %j gives by state', (amounts, given) => {
    const still = { kind: 'diffuse', diffusion: 0, decay: 0, rest: 0, source: { amounts } } as const
    const world = worldOf(grid, channelOf(still), { states: 4 })
    world.states.set([0, 1, 2, 3])
    world.advance(3)
    expect(Array.from(world.plane('field'))).toEqual(given.map((amount) => 3 * amount))
  })

  test('never drives a field beyond its range', () => {
    const source = { amounts: [FULL_RANGE.low, FULL_RANGE.high] }
    for (const dynamic of [
      { kind: 'diffuse', diffusion: 100, decay: 0, rest: 0, source },
      { kind: 'wave', speedSquared: 4096, damping: 0, decay: 0, rest: 0, source },
    ] as const) {
      const world = worldOf(grid, channelOf(dynamic, { low: -300, high: 200 }))
      world.states.set([0, 1, 0, 1])
      for (let tick = 0; tick < 5; tick++) {
        world.advance()
        expect(Array.from(world.plane('field'))).toEqual([-300, 200, -300, 200])
      }
    }
  })
})
