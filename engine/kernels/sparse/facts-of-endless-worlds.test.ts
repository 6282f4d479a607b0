/** What is known about patterns that have all the room they want. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countCells, type Size } from '../../lattice/size.ts'
import { BOX, TORUS, type Topology } from '../../lattice/topology.ts'
import type { WorldBox } from '../../lattice/world-box.ts'
import { createSplitMix64 } from '../../math/split-mix64.ts'
import { parseRule } from '../../rules/parse-rule.ts'
import { cutToPattern, findBgolly, runBgolly } from '../../testing/bgolly.ts'
import { createCpuKernel } from '../cpu/cpu-kernel.ts'
import { CellsError, KernelMemoryError, KernelUnsupportedError } from '../errors.ts'
import type { UnboundedKernel } from '../unbounded-kernel.ts'
import { SparseRangeError } from './errors.ts'
import { createSparseKernel } from './sparse-kernel.ts'

const PLANE: Size = { x: 0, y: 0, z: 1 }
const SPACE: Size = { x: 0, y: 0, z: 0 }

interface Place {
  readonly size?: Size
  readonly topology?: Topology
  readonly maxBytes?: number
}

function createKernel(notation: string, { size = PLANE, topology = BOX, maxBytes }: Place = {}) {
  const { rule } = parseRule(notation)
  return createSparseKernel({ size, topology, rule, seed: 0n, maxBytes })
}

const boxAt = (x: number, y: number, z: number, size: Size): WorldBox => ({ x, y, z, size })

/** Writes layers of rows, a digit for each state and `.` for 0. */
function draw(
  kernel: UnboundedKernel,
  layers: readonly (readonly string[])[],
  [x, y, z]: readonly [number, number, number] = [0, 0, 0],
): void {
  const rows = layers.flat()
  const width = Math.max(...rows.map((row) => row.length))
  const size = { x: width, y: layers[0]!.length, z: layers.length }
  const cells = rows.flatMap((row) => [...row.padEnd(width, '.')].map((c) => Number(c) || 0))
  kernel.write(boxAt(x, y, z, size), Uint8Array.from(cells))
}

/** The cells in the bounds, as text. */
function readShape(kernel: UnboundedKernel): string {
  const bounds = kernel.bounds()
  if (bounds === undefined) return ''
  const cells = new Uint8Array(countCells(bounds.size))
  kernel.read(bounds, cells)
  return String(cells)
}

function drawSoup(seed: bigint, count: number, density = 128): Uint8Array {
  const random = createSplitMix64(seed)
  return Uint8Array.from({ length: count }, () => {
    random.next()
    return random.high >>> 24 < density ? 1 : 0
  })
}

const GLIDER = ['.1.', '..1', '111']

describe('patterns of Life', () => {
  test('the R-pentomino settles at generation 1103 with 116 cells', () => {
    const kernel = createKernel('B3/S23')
    draw(kernel, [['.11', '11.', '.1.']])
    kernel.advance(1103)
    expect(kernel.population()).toBe(116n)
  })

  test('the acorn settles at generation 5206 with 633 cells', () => {
    const kernel = createKernel('B3/S23')
    draw(kernel, [['.1.....', '...1...', '11..111']])
    kernel.advance(5206)
    expect(kernel.population()).toBe(633n)
  })

  test('diehard vanishes at generation 130', () => {
    const kernel = createKernel('B3/S23')
    draw(kernel, [['......1.', '11......', '.1...111']])
    kernel.advance(129)
    expect(kernel.population()).toBe(2n)
    kernel.advance(1)
    expect(kernel.population()).toBe(0n)
    expect(kernel.bounds()).toBeUndefined()
  })

  test('Gosper’s gun sends out a glider of five cells every thirty generations', () => {
    const kernel = createKernel('B3/S23')
    draw(kernel, [
      [
        '........................1',
        '......................1.1',
        '............11......11............11',
        '...........1...1....11............11',
        '11........1.....1...11',
        '11........1...1.11....1.1',
        '..........1.....1.......1',
        '...........1...1',
        '............11',
      ],
    ])
    kernel.advance(600)
    const early = kernel.population()!
    kernel.advance(3000)
    expect(kernel.population()).toBe(early + 500n)
  })

  test('a glider flies in the memory of a few chunks, across the origin', () => {
    const kernel = createKernel('B3/S23', { maxBytes: 2 ** 17 })
    draw(kernel, [GLIDER], [-1250, -1250, 0])
    kernel.advance(10_000)
    expect(kernel.bounds()).toEqual(boxAt(1250, 1250, 0, { x: 3, y: 3, z: 1 }))
  })

  test('what stands still and what blinks is found again after any time', () => {
    const kernel = createKernel('B3/S23')
    draw(kernel, [['11...1', '11...1', '.....1']])
    const before = readShape(kernel)
    kernel.advance(2 ** 52)
    expect(kernel.tick).toBe(2 ** 52)
    expect(readShape(kernel)).toBe(before)
    kernel.advance(1)
    expect(kernel.bounds()).toEqual(boxAt(0, 0, 0, { x: 7, y: 2, z: 1 }))
  })

  test('a glider that meets a block after a long rest is computed', () => {
    const alone = createKernel('B3/S23')
    const rested = createKernel('B3/S23')
    for (const kernel of [alone, rested]) draw(kernel, [['11', '11']], [50, 50, 0])
    rested.advance(1000)
    for (const kernel of [alone, rested]) {
      draw(kernel, [GLIDER], [0, 1, 0])
      kernel.advance(400)
    }
    expect(rested.bounds()).toEqual(alone.bounds())
    expect(readShape(rested)).toBe(readShape(alone))
  })
})

describe('elsewhere', () => {
  const GLIDER_4555 = [
    ['.11.', '....', '....'],
    ['1..1', '.11.', '....'],
    ['1..1', '.11.', '....'],
  ]

  test('Bays’ glider of 4555 flies through space in the memory of a few chunks', () => {
    const kernel = createKernel('4555', { size: SPACE, maxBytes: 2 ** 19 })
    draw(kernel, GLIDER_4555)
    const shape = readShape(kernel)
    kernel.advance(4000)
    expect(readShape(kernel)).toBe(shape)
    expect(kernel.bounds()).toEqual(boxAt(0, 1000, -1000, { x: 4, y: 2, z: 3 }))
  })

  test('most of a soup in space dies out', () => {
    const kernel = createKernel('4555', { size: SPACE })
    const size = { x: 40, y: 40, z: 40 }
    kernel.write(boxAt(-20, -20, -20, size), drawSoup(1n, countCells(size), 50))
    kernel.advance(300)
    expect(kernel.population()).toBeLessThan(300n)
  })

  test('a ship of Brian’s Brain flies at the speed of light in the memory of a few chunks', () => {
    const kernel = createKernel('/2/3', { maxBytes: 2 ** 17 })
    draw(kernel, [['12', '12']], [3, 3, 0])
    kernel.advance(1000)
    expect(kernel.bounds()).toEqual(boxAt(-997, 3, 0, { x: 2, y: 2, z: 1 }))
    expect(readShape(kernel)).toBe('1,2,1,2')
  })

  test('a glider on a tube comes around, and goes on along it', () => {
    const kernel = createKernel('B3/S23', { size: { x: 100, y: 0, z: 1 }, topology: TORUS })
    draw(kernel, [GLIDER])
    kernel.advance(400)
    expect(kernel.bounds()).toEqual(boxAt(0, 100, 0, { x: 3, y: 3, z: 1 }))
  })

  test('rule 90 has two cells in row 2^n', () => {
    const kernel = createKernel('W90', { size: { x: 0, y: 1, z: 1 } })
    draw(kernel, [['1']])
    kernel.advance(1024)
    expect(kernel.population()).toBe(2n)
    expect(kernel.bounds()).toEqual(boxAt(-1024, 0, 0, { x: 2049, y: 1, z: 1 }))
  })

  test('under B0 the background blinks, and with S8 it stays alive', () => {
    const blinking = createKernel('B03/S23')
    blinking.advance(3)
    expect(blinking.background).toBe(1)
    expect(blinking.population()).toBeUndefined()
    expect(blinking.bounds()).toBeUndefined()
    blinking.advance(2 ** 40 + 1)
    expect(blinking.background).toBe(0)
    expect(blinking.population()).toBe(0n)
    const staying = createKernel('B03/S238')
    staying.advance(2)
    expect(staying.background).toBe(1)
  })
})

/** Rules whose patterns neither die at once nor fill the plane. */
const someOf = (counts: string) => fc.subarray([...counts]).map((some) => some.join(''))
const anyLivelyRule = fc.oneof(
  fc.tuple(someOf('45678'), someOf('045678')).map(([b, s]) => `B3${b}/S23${s}`),
  fc.tuple(someOf('2345678'), someOf('012345678')).map(([b, s]) => `B${b}/S${s}`),
  fc.tuple(someOf('12345678'), someOf('01234567')).map(([b, s]) => `B0${b}/S${s}`),
)

test('over many ticks, written to now and then, it is as on a torus too large to matter', () =>
  fc.assert(
    fc.property(
      anyLivelyRule,
      fc.array(
        fc.record({
          x: fc.integer({ min: -40, max: 20 }),
          y: fc.integer({ min: -40, max: 20 }),
          side: fc.integer({ min: 1, max: 20 }),
          seed: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
          density: fc.constantFrom(0, 60, 128, 256),
          ticks: fc.integer({ min: 1, max: 40 }),
        }),
        { minLength: 1, maxLength: 4 },
      ),
      (notation, writes) => {
        const side = 512
        const size = { x: side, y: side, z: 1 }
        const all = boxAt(-side / 2, -side / 2, 0, size)
        const { rule } = parseRule(notation)
        const torus = createCpuKernel({ size, topology: TORUS, rule, seed: 0n })
        const plane = createKernel(notation)
        const expected = new Uint8Array(countCells(size))
        const found = new Uint8Array(countCells(size))
        for (const { x, y, side: soupSide, seed, density, ticks } of writes) {
          const soup = drawSoup(seed, soupSide ** 2, density)
          const soupSize = { x: soupSide, y: soupSide, z: 1 }
          plane.write(boxAt(x, y, 0, soupSize), soup)
          for (let row = 0; row < soupSide; row++) {
            const first = x + side / 2 + side * (y + row + side / 2)
            expected.set(soup.subarray(row * soupSide, (row + 1) * soupSide), first)
          }
          torus.write(expected, 0)
          torus.advance(ticks)
          torus.read(expected)
          plane.advance(ticks)
          plane.read(all, found)
          expect(Buffer.compare(found, expected)).toBe(0)
        }
      },
    ),
    { numRuns: 25 },
  ))

const bgolly = findBgolly()
const MISSING = bgolly === undefined ? ' (skipped: bgolly is not installed)' : ''

describe(`Golly agrees on soups${MISSING}`, () => {
  const SIDE = 60
  test.skipIf(bgolly === undefined).each([
    ['B3/S23', PLANE, BOX],
    ['B36/S23', PLANE, BOX],
    ['B3678/S34678', PLANE, BOX],
    ['B2-a/S12', PLANE, BOX],
    ['B2/S34H', PLANE, BOX],
    ['345/2/4', PLANE, BOX],
    ['R3,C0,M1,S14..22,B11..16,NM', PLANE, BOX],
    [`B3/S23:T${SIDE},0`, { x: SIDE, y: 0, z: 1 }, TORUS],
    [`B36/S23:P0,${SIDE}`, { x: 0, y: SIDE, z: 1 }, BOX],
    [`345/2/4:T0,${SIDE}`, { x: 0, y: SIDE, z: 1 }, TORUS],
  ] as const)('under %s', (notation, size, topology) => {
    const { rule } = parseRule(notation)
    const soupSize = { x: SIDE, y: SIDE, z: 1 }
    for (const [seed, generations] of [7, 40, 300].entries()) {
      const soup = drawSoup(BigInt(seed), countCells(soupSize))
      const kernel = createSparseKernel({ size, topology, rule, seed: 0n })
      kernel.write(boxAt(0, 0, 0, soupSize), soup)
      kernel.advance(generations)
      const golly = runBgolly(bgolly!, notation, rule, soupSize, soup, generations)
      expect(Number(kernel.population())).toBe(golly.population)
      const bounds = kernel.bounds()!
      const cells = new Uint8Array(countCells(bounds.size))
      kernel.read(bounds, cells)
      expect(cutToPattern(bounds.size, cells)).toEqual(golly.cut)
    }
  })
})

describe('limits', () => {
  const SIZE = { x: 300, y: 300, z: 1 }
  const SOUP = drawSoup(3n, countCells(SIZE))

  test.each([
    ['B3/S23', 2 ** 18],
    ['345/2/4', 2 ** 18],
  ])('a soup of %s that does not fit is refused whole', (notation, maxBytes) => {
    const kernel = createKernel(notation, { maxBytes })
    const size = { x: 2000, y: 2000, z: 1 }
    draw(kernel, [GLIDER])
    expect(() => kernel.write(boxAt(0, 0, 0, size), drawSoup(1n, countCells(size)))).toThrow(
      KernelMemoryError,
    )
    expect(kernel.population()).toBe(5n)
  })

  test.each([
    ['B1/S1', 2 ** 18],
    ['/2/3', 2 ** 18],
  ])('what outgrows its memory under %s stands at an earlier tick', (notation, maxBytes) => {
    const small = createKernel(notation, { maxBytes })
    const large = createKernel(notation)
    const size = { x: 20, y: 20, z: 1 }
    for (const kernel of [small, large]) {
      kernel.write(boxAt(0, 0, 0, size), SOUP.slice(0, countCells(size)))
    }
    expect(() => small.advance(5000)).toThrow(KernelMemoryError)
    expect(small.tick).toBeGreaterThan(0)
    large.advance(small.tick)
    expect(small.bounds()).toEqual(large.bounds())
    expect(readShape(small)).toBe(readShape(large))
    expect(() => small.advance(1)).toThrow(KernelMemoryError)
    small.clear(0)
    draw(small, [['11', '11']])
    small.advance(1)
    expect(small.tick).toBe(1)
  })

  test.each(['B3/S23', '/2/3'])('%s runs up to the last sites there are', (notation) => {
    const kernel = createKernel(notation)
    const last = 2 ** 31 - 1
    draw(kernel, [['1']], [last, -(2 ** 31), 0])
    expect(kernel.bounds()).toEqual(boxAt(last, -(2 ** 31), 0, { x: 1, y: 1, z: 1 }))
    expect(() => kernel.advance(1)).toThrow(SparseRangeError)
    kernel.clear(0)
    draw(kernel, [['1']], [last - 1, 1 - 2 ** 31, 0])
    kernel.advance(1)
    expect(() => draw(kernel, [['1']], [last + 1, 0, 0])).toThrow(SparseRangeError)
  })

  test('boxes beyond a face, unknown states and odd ticks are refused by name', () => {
    const kernel = createKernel('B3/S23', { size: { x: 10, y: 0, z: 1 }, topology: TORUS })
    expect(() => draw(kernel, [['11']], [9, 0, 0])).toThrow(CellsError)
    expect(() => draw(kernel, [['2']])).toThrow(CellsError)
    expect(() => kernel.clear(0, 2)).toThrow(CellsError)
    expect(() => kernel.advance(0.5)).toThrow(SparseRangeError)
  })

  test.each([
    ['B3/S23', { x: 9, y: 9, z: 1 }, BOX, 'this world has one'],
    ['B03/S23', { x: 0, y: 9, z: 1 }, BOX, 'do not all come to the same state'],
    ['B3/S23', { x: 0, y: 9, z: 1 }, { kind: 'cross-surface' }, 'not a cross-surface'],
  ] as const)('refuses %s on %j by name', (notation, size, topology, reason) => {
    const create = () => createKernel(notation, { size, topology })
    expect(create).toThrow(KernelUnsupportedError)
    expect(create).toThrow(reason)
  })
})
