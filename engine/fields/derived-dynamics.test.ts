import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildNeighborhood, type NamedNeighborhood } from '../lattice/neighborhood.ts'
import type { Dimensions } from '../lattice/size.ts'
import { anyGrid, anyValues, channelOf, countOf, worldOf } from '../testing/any-fields.ts'
import { flatOf, type Grid, placesOf } from '../testing/field-oracles.ts'
import { type ChannelDynamic, FULL_RANGE } from './channel.ts'
import { findDefaultChannel } from './default-channels.ts'
import { shareOfEntropy } from './derived-dynamics.ts'
import { FIELD_ONE } from './fixed-point.ts'

const CUBE = { size: { x: 3, y: 3, z: 3 }, dimensions: 3, isTorus: true } as const

/** Neighbors of a place as flat indices, undefined outside a box. */
function neighborsOf(grid: Grid, place: Parameters<typeof flatOf>[1], name: NamedNeighborhood) {
  const { offsets, oddOffsets } = buildNeighborhood({ kind: 'named', name })
  const isOdd = (place.x + place.y + place.z) % 2 === 1
  const flat = isOdd ? (oddOffsets ?? offsets) : offsets
  const steps = Array.from({ length: flat.length / 3 }, (_, i) => flat.subarray(3 * i, 3 * i + 3))
  return steps.map((step) => {
    const { size, isTorus } = grid
    const to = { x: place.x + step[0]!, y: place.y + step[1]!, z: place.z + step[2]! }
    const wrap = (n: number, length: number) => ((n % length) + length) % length
    const wrapped = { x: wrap(to.x, size.x), y: wrap(to.y, size.y), z: wrap(to.z, size.z) }
    const isInside = (['x', 'y', 'z'] as const).every((axis) => wrapped[axis] === to[axis])
    return isTorus || isInside ? flatOf(grid, wrapped) : undefined
  })
}

describe('entropy', () => {
  const channel = (classes: number, neighborhood?: NamedNeighborhood) =>
    channelOf({ kind: 'entropy', classes, ...(neighborhood && { neighborhood }) })

  test.each([0, 1, 2, 3])('is 0 where all around are in state %i', (state) => {
    const world = worldOf(CUBE, channel(8), { states: 4 })
    world.states.fill(state)
    world.advance()
    expect(new Set(world.plane('field'))).toEqual(new Set([0]))
  })

  test('is 1 bit at half and half, and less at any other share, the same for a share and its rest', () => {
    const neighbors = 26
    const byLiving = Array.from({ length: neighbors + 1 }, (_, living) => {
      const world = worldOf(CUBE, channel(2))
      // On a torus of 3 x 3 x 3 the 26 others are the neighbors.
      for (let cell = 0, placed = 0; placed < living; cell++) {
        if (cell === 13) continue
        world.states[cell] = 1
        placed++
      }
      world.advance()
      return world.plane('field')[13]!
    })
    expect(byLiving[13]).toBe(FIELD_ONE)
    for (let living = 0; living <= neighbors; living++) {
      expect(byLiving[living]).toBe(byLiving[neighbors - living])
      if (living < 13) expect(byLiving[living]).toBeLessThan(byLiving[living + 1]!)
    }
  })

  test('is 2 bits where four states share alike, whatever the cell itself is', () => {
    const grid = { size: { x: 3, y: 3, z: 1 }, dimensions: 2, isTorus: true } as const
    for (const own of [0, 3]) {
      const world = worldOf(grid, channel(8), { states: 4 })
      world.states.set([0, 1, 2, 3, own, 0, 1, 2, 3])
      world.advance()
      expect(world.plane('field')[4]).toBe(2 * FIELD_ONE)
    }
  })

  test('takes the last class for all states from its number up', () => {
    const grid = { size: { x: 3, y: 3, z: 1 }, dimensions: 2, isTorus: true } as const
    const world = worldOf(grid, channel(3), { states: 9 })
    world.states.set([2, 3, 8, 5, 0, 1, 1, 1, 1])
    world.advance()
    expect(world.plane('field')[4]).toBe(FIELD_ONE)
  })

  test("agrees with Shannon's formula in doubles, to its rounding", () => {
    const anySoup = anyGrid.chain((grid) =>
      fc.record({
        grid: fc.constant(grid),
        classes: fc.integer({ min: 2, max: 8 }),
        states: fc.array(fc.nat(5), { minLength: countOf(grid), maxLength: countOf(grid) }),
      }),
    )
    const property = fc.property(anySoup, ({ grid, classes, states }) => {
      const world = worldOf(grid, channel(classes), { states: 6 })
      world.states.set(states)
      world.advance()
      const name = (['elementary', 'moore-2d', 'moore-3d'] as const)[grid.dimensions - 1]!
      for (const place of placesOf(grid)) {
        const seen = neighborsOf(grid, place, name).map((site) =>
          site === undefined ? 0 : Math.min(states[site]!, classes - 1),
        )
        const shares = [0, 1, 2, 3, 4, 5, 6, 7].map(
          (each) => seen.filter((state) => state === each).length / seen.length,
        )
        const bits = shares.reduce((sum, p) => sum - (p > 0 ? p * Math.log2(p) : 0), 0)
        const field = world.plane('field')[flatOf(grid, place)]!
        expect(Math.abs(field - bits * FIELD_ONE)).toBeLessThanOrEqual(4)
      }
    })
    fc.assert(property, { numRuns: 100 })
  })

  test('of a share is rounded to nearest', () => {
    for (let sites = 1; sites <= 40; sites++) {
      for (let n = 1; n <= sites; n++) {
        const exact = (-(n / sites) * Math.log2(n / sites) + 0) * FIELD_ONE
        expect(Math.abs(shareOfEntropy(n, sites) - exact)).toBeLessThanOrEqual(0.5 + 1e-9)
      }
    }
  })
})

describe('intent', () => {
  const NAMES = [
    ['elementary', 1],
    ['moore-2d', 2],
    ['von-neumann-2d', 2],
    ['hexagonal-2d', 2],
    ['moore-3d', 3],
    ['von-neumann-3d', 3],
    ['edges-3d', 3],
    ['hex12-3d', 3],
    ['tetrahedral-3d', 3],
  ] as const satisfies readonly (readonly [NamedNeighborhood, Dimensions])[]

  /** A world of a field and of the direction in which it rises. */
  function climb(grid: Grid, name: NamedNeighborhood, values: readonly number[]): Int32Array {
    const field = channelOf({ kind: 'static' })
    const uphill: ChannelDynamic = { kind: 'uphill', of: 'field', neighborhood: name }
    const way = { ...channelOf(uphill), name: 'way', low: 0, high: 31 }
    const { dimensions } = buildNeighborhood({ kind: 'named', name })
    const world = worldOf({ ...grid, dimensions }, field, { channels: [field, way] })
    world.plane('field').set(values)
    world.advance()
    expect(Array.from(world.plane('field'))).toEqual(values)
    return world.plane('way')
  }

  test.each(NAMES)('points where the field rises most a cell of way: %s', (name, dimensions) => {
    const anyField = fc
      .record({
        size: fc.record({
          x: fc.integer({ min: 1, max: 5 }),
          y: fc.integer({ min: 1, max: dimensions > 1 ? 4 : 1 }),
          z: fc.integer({ min: 1, max: dimensions > 2 ? 3 : 1 }),
        }),
        isTorus: fc.boolean(),
        // Few values make many ties, and many values none.
        limits: fc.constantFrom(FULL_RANGE, { low: 0, high: 2 }),
      })
      .chain(({ limits, ...grid }) =>
        fc.record({
          grid: fc.constant({ ...grid, dimensions }),
          values: anyValues(countOf(grid), limits),
        }),
      )
    const { offsets } = buildNeighborhood({ kind: 'named', name })
    const lengths = Array.from({ length: offsets.length / 3 }, (_, i) =>
      Math.hypot(offsets[3 * i]!, offsets[3 * i + 1]!, offsets[3 * i + 2]!),
    )
    const isEven = lengths.every((length) => length === lengths[0])
    const property = fc.property(anyField, ({ grid, values }) => {
      const ways = climb(grid, name, values)
      for (const place of placesOf(grid)) {
        const own = values[flatOf(grid, place)]!
        const rises = nearestValues(grid, place, name, values).map((value, i) => {
          return (value - own) * (isEven ? 1 : Math.round(256 / lengths[i]!))
        })
        const steepest = Math.max(...rises)
        const expected = steepest > 0 ? rises.indexOf(steepest) + 1 : 0
        expect(ways[flatOf(grid, place)]).toBe(expected)
      }
    })
    fc.assert(property, { numRuns: 60 })
  })

  /** What a field is at each neighbor; at the nearest site inside, where that lies outside a box. */
  function nearestValues(
    grid: Grid,
    place: Parameters<typeof flatOf>[1],
    name: NamedNeighborhood,
    values: readonly number[],
  ): number[] {
    // Tiled or padded by as much as a neighborhood reaches, a grid has no outside.
    const { size, isTorus } = grid
    const fold = (n: number, length: number) =>
      isTorus ? (n + length) % length : Math.min(Math.max(n, 0), length - 1)
    const { offsets, oddOffsets } = buildNeighborhood({ kind: 'named', name })
    const flat = (place.x + place.y + place.z) % 2 === 1 ? (oddOffsets ?? offsets) : offsets
    return Array.from({ length: flat.length / 3 }, (_, i) => {
      const x = fold(place.x + flat[3 * i]!, size.x)
      const y = fold(place.y + flat[3 * i + 1]!, size.y)
      const z = fold(place.z + flat[3 * i + 2]!, size.z)
      return values[flatOf(grid, { x, y, z })]!
    })
  }

  test('takes the axis and not a diagonal where the field rises along the axis', () => {
    const grid = { size: { x: 5, y: 3, z: 3 }, dimensions: 3, isTorus: false }
    const values = placesOf(grid).map(({ x }) => 100 * x)
    const ways = climb(grid, 'moore-3d', values)
    const { offsets } = buildNeighborhood({ kind: 'named', name: 'moore-3d' })
    const way = ways[flatOf(grid, { x: 2, y: 1, z: 1 })]!
    expect(Array.from(offsets.subarray(3 * way - 3, 3 * way))).toEqual([1, 0, 0])
  })

  test('climbs reward by the directions of the rule, unless told otherwise', () => {
    const reward = channelOf({ kind: 'static' })
    const channels = [{ ...reward, name: 'reward' }, findDefaultChannel('intent')!]
    const grid = { size: { x: 3, y: 3, z: 1 }, dimensions: 2, isTorus: false } as const
    const look = (more: object) => {
      const world = worldOf(grid, reward, { channels, ...more })
      world.plane('reward')[flatOf(grid, { x: 2, y: 2, z: 0 })] = 500
      world.advance()
      return world.plane('intent')[flatOf(grid, { x: 1, y: 1, z: 0 })]
    }
    // By faces no neighbor is higher; of the eight around, the last is; of 120 all around is left.
    expect(look({})).toBe(0)
    expect(look({ neighborhood: { kind: 'named', name: 'moore-2d' } })).toBe(8)
    expect(look({ neighborhood: { kind: 'square', radiusCells: 5 } })).toBe(8)
  })
})
