/**
 * The HashLife kernel does on the plane what the reference kernel does on a torus too large for
 * anything to come around.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BOX, TORUS } from '../../lattice/topology.ts'
import type { WorldBox } from '../../lattice/world-box.ts'
import { createSplitMix64 } from '../../math/split-mix64.ts'
import { parseRule } from '../../rules/parse-rule.ts'
import { tries } from '../../testing/tries.ts'
import { CellsError, KernelMemoryError, KernelUnsupportedError } from '../errors.ts'
import { createReferenceKernel } from '../reference/reference-kernel.ts'
import { PlaneRangeError } from './errors.ts'
import { createHashLifeKernel, type HashLifeKernel } from './hashlife-kernel.ts'

const PLANE = { x: 0, y: 0, z: 1 }

function createKernel(notation: string, maxBytes?: number): HashLifeKernel {
  const { rule } = parseRule(notation)
  return createHashLifeKernel({ size: PLANE, topology: BOX, rule, seed: 0n, maxBytes })
}

const boxAt = (x: number, y: number, width: number, height: number): WorldBox => ({
  x,
  y,
  z: 0,
  size: { x: width, y: height, z: 1 },
})

function readBox(kernel: HashLifeKernel, box: WorldBox): Uint8Array {
  const cells = new Uint8Array(box.size.x * box.size.y)
  kernel.read(box, cells)
  return cells
}

/** Writes a picture, `O` for live cells, its top left cell at (x, y). */
function draw(kernel: HashLifeKernel, rows: readonly string[], x = 0, y = 0): void {
  const width = Math.max(...rows.map((row) => row.length))
  const cells = rows.flatMap((row) => [...row.padEnd(width, '.')].map((c) => (c === 'O' ? 1 : 0)))
  kernel.write(boxAt(x, y, width, rows.length), Uint8Array.from(cells))
}

const anySeed = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })

function drawSoup(seed: bigint, count: number): Uint8Array {
  const random = createSplitMix64(seed)
  return new Uint8Array(count).map(() => {
    random.next()
    return random.low & 1
  })
}

const someOf = (counts: string) => fc.subarray([...counts]).map((some) => some.join(''))

/** Rules of all kinds, with and without births from nothing. */
const anyNotation = fc.oneof(
  fc
    .tuple(someOf('012345678'), someOf('012345678'))
    .map(([birth, survival]) => `B${birth}/S${survival}`),
  fc
    .tuple(someOf('0123456'), someOf('0123456'))
    .map(([birth, survival]) => `B${birth}/S${survival}H`),
  fc.tuple(someOf('01234'), someOf('01234')).map(([birth, survival]) => `B${birth}/S${survival}V`),
  fc.constantFrom('B2-a/S12', 'B3/S2-i34q', 'B01e3/S23-k', 'W110', 'W30', 'W45'),
)

interface Soup {
  readonly box: WorldBox
  readonly cells: Uint8Array
}

const anySoup: fc.Arbitrary<Soup> = fc
  .record({
    x: fc.integer({ min: -40, max: 40 }),
    y: fc.integer({ min: -40, max: 40 }),
    width: fc.integer({ min: 1, max: 20 }),
    height: fc.integer({ min: 1, max: 20 }),
    seed: anySeed,
  })
  .map(({ x, y, width, height, seed }) => ({
    box: boxAt(x, y, width, height),
    cells: drawSoup(seed, width * height),
  }))

/** What becomes of a soup on a background: all that can have changed, by the reference kernel. */
async function futureOf(notation: string, { box, cells }: Soup, ticks: number, background: number) {
  const reach = ticks + 1
  const size = { x: box.size.x + 2 * reach, y: box.size.y + 2 * reach, z: 1 }
  const world = new Uint8Array(size.x * size.y).fill(background)
  for (let y = 0; y < box.size.y; y++) {
    const row = cells.subarray(y * box.size.x, (y + 1) * box.size.x)
    world.set(row, reach + size.x * (y + reach))
  }
  const { rule } = parseRule(notation)
  const kernel = await createReferenceKernel({ size, topology: TORUS, rule, seed: 0n })
  await kernel.write(world, 0)
  await kernel.advance(ticks)
  await kernel.read(world)
  return { box: boxAt(box.x - reach, box.y - reach, size.x, size.y), cells: world }
}

test('agrees with the reference kernel on any soup under any rule', () =>
  fc.assert(
    fc.asyncProperty(
      anyNotation,
      anySoup,
      fc.integer({ min: 0, max: 14 }),
      fc.constantFrom(0, 1),
      async (notation, soup, ticks, background) => {
        const expected = await futureOf(notation, soup, ticks, background)
        const kernel = createKernel(notation)
        kernel.clear(7, background)
        kernel.write(soup.box, soup.cells)
        kernel.advance(ticks)
        expect(kernel.tick).toBe(7 + ticks)
        expect(readBox(kernel, expected.box)).toEqual(expected.cells)
        // The corner of the box is too far off to have seen anything but background.
        expect(kernel.background).toBe(expected.cells[0])
        const isBlank = expected.cells.every((state) => state === kernel.background)
        expect(kernel.bounds() === undefined).toBe(isBlank)
        const population = expected.cells.reduce((sum, state) => sum + state, 0)
        expect(kernel.population()).toBe(kernel.background === 1 ? undefined : BigInt(population))
      },
    ),
    { numRuns: tries(30) },
  ))

test('a number of ticks is the same as its parts, whatever ran before', () =>
  fc.assert(
    fc.property(
      fc.constantFrom('B3/S23', 'B36/S23', 'B03/S23', 'B2/S34H', 'B2-a/S12'),
      anySoup,
      fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 2, maxLength: 6 }),
      (notation, { box, cells }, parts) => {
        const total = parts.reduce((sum, part) => sum + part, 0)
        const whole = createKernel(notation)
        whole.write(box, cells)
        whole.advance(total)
        const inParts = createKernel(notation)
        inParts.write(box, cells)
        for (const part of parts) inParts.advance(part)
        expect(inParts.bounds()).toEqual(whole.bounds())
        const bounds = whole.bounds()
        if (bounds !== undefined) expect(readBox(inParts, bounds)).toEqual(readBox(whole, bounds))
      },
    ),
    { numRuns: tries(20) },
  ))

describe('facts of Life', () => {
  test('the R-pentomino settles at generation 1103 with 116 cells', () => {
    const kernel = createKernel('B3/S23')
    draw(kernel, ['.OO', 'OO.', '.O.'])
    kernel.advance(1103)
    expect(kernel.population()).toBe(116n)
  })

  test('the acorn settles at generation 5206 with 633 cells', () => {
    const kernel = createKernel('B3/S23')
    draw(kernel, ['.O.....', '...O...', 'OO..OOO'])
    kernel.advance(5206)
    expect(kernel.population()).toBe(633n)
  })

  test('diehard vanishes at generation 130', () => {
    const kernel = createKernel('B3/S23')
    draw(kernel, ['......O.', 'OO......', '.O...OOO'])
    kernel.advance(129)
    expect(kernel.population()).toBeGreaterThan(0n)
    kernel.advance(1)
    expect(kernel.population()).toBe(0n)
    expect(kernel.bounds()).toBeUndefined()
  })

  test('a glider is a quarter of its age further down and right', () => {
    const kernel = createKernel('B3/S23')
    draw(kernel, ['.O.', '..O', 'OOO'], -5, 9)
    kernel.advance(4 * (2 ** 45 + 12_345))
    const distance = 2 ** 45 + 12_345
    expect(kernel.bounds()).toEqual(boxAt(distance - 5, distance + 9, 3, 3))
    expect([...readBox(kernel, kernel.bounds()!)]).toEqual([0, 1, 0, 0, 0, 1, 1, 1, 1])
  })
})

/** Gosper's gun, as of its discovery in 1970. */
const GUN = [
  '........................O',
  '......................O.O',
  '............OO......OO............OO',
  '...........O...O....OO............OO',
  'OO........O.....O...OO',
  'OO........O...O.OO....O.O',
  '..........O.....O.......O',
  '...........O...O',
  '............OO',
]

test('at 2^40 generations a gun has sent a glider of five cells every thirty of them', () => {
  const generations = 2 ** 40
  const early = 900 + (generations % 30)
  const kernel = createKernel('B3/S23')
  draw(kernel, GUN)
  kernel.advance(early)
  const earlyPopulation = kernel.population()!
  kernel.advance(generations - early)
  const gliders = BigInt((generations - early) / 30)
  expect(kernel.population()).toBe(earlyPopulation + 5n * gliders)
})

test('what is written is read, in boxes that overlap, at any place', () =>
  fc.assert(
    fc.property(
      fc.array(anySoup, { minLength: 1, maxLength: 4 }),
      anySoup,
      fc.constantFrom(0, 2 ** 20, -(2 ** 50)),
      (soups, view, shift) => {
        const kernel = createKernel('B3/S23')
        const expected = new Map<string, number>()
        for (const { box, cells } of soups) {
          kernel.write({ ...box, x: box.x + shift }, cells)
          cells.forEach((state, i) => {
            expected.set(`${box.x + (i % box.size.x)},${box.y + Math.floor(i / box.size.x)}`, state)
          })
        }
        const seen = readBox(kernel, { ...view.box, x: view.box.x + shift })
        const { x, y, size } = view.box
        const wanted = Uint8Array.from(
          seen,
          (_, i) => expected.get(`${x + (i % size.x)},${y + Math.floor(i / size.x)}`) ?? 0,
        )
        expect(seen).toEqual(wanted)
        const live = [...expected].filter(([, state]) => state === 1)
        expect(kernel.population()).toBe(BigInt(live.length))
        const xs = live.map(([site]) => Number(site.split(',')[0]))
        const ys = live.map(([site]) => Number(site.split(',')[1]))
        const [left, top] = [Math.min(...xs), Math.min(...ys)]
        const bounds = boxAt(
          left + shift,
          top,
          Math.max(...xs) - left + 1,
          Math.max(...ys) - top + 1,
        )
        expect(kernel.bounds()).toEqual(live.length === 0 ? undefined : bounds)
      },
    ),
    { numRuns: tries(30) },
  ))

describe('memory', () => {
  const SOUP: Soup = { box: boxAt(-100, -100, 200, 200), cells: drawSoup(5n, 40_000) }

  test('with little of it a run takes longer and ends the same', () => {
    const small = createKernel('B3/S23', 2 ** 21)
    const large = createKernel('B3/S23')
    for (const kernel of [small, large]) {
      kernel.write(SOUP.box, SOUP.cells)
      for (const ticks of [100, 37, 256]) kernel.advance(ticks)
    }
    expect(small.bounds()).toEqual(large.bounds())
    const bounds = large.bounds()!
    expect(readBox(small, bounds)).toEqual(readBox(large, bounds))
  })

  test('where a state does not fit, it is still that of the tick before', () => {
    const kernel = createKernel('B3/S23', 2 ** 21)
    kernel.write(SOUP.box, SOUP.cells)
    const before = kernel.population()
    const noise = { box: boxAt(0, 0, 2000, 2000), cells: drawSoup(9n, 4_000_000) }
    expect(() => kernel.write(noise.box, noise.cells)).toThrow(KernelMemoryError)
    expect(kernel.tick).toBe(0)
    expect(kernel.population()).toBe(before)
    expect(Buffer.compare(readBox(kernel, SOUP.box), SOUP.cells)).toBe(0)
    kernel.advance(3)
    expect(kernel.tick).toBe(3)
  })
})

test('where the next state does not fit, the tick is that of the state there is', () => {
  const kernel = createKernel('B3/S23', 2 ** 21)
  const soup = { box: boxAt(0, 0, 1100, 1100), cells: drawSoup(3n, 1_210_000) }
  kernel.clear(41)
  kernel.write(soup.box, soup.cells)
  expect(() => kernel.advance(64)).toThrow(KernelMemoryError)
  expect(kernel.tick).toBe(41)
  expect(Buffer.compare(readBox(kernel, soup.box), soup.cells)).toBe(0)
})

test('bounds beyond the exact numbers are refused by name, and told exactly elsewhere', () => {
  const kernel = createKernel('B2/S')
  draw(kernel, ['OO'])
  // Two cells side by side throw a signal each way at the speed of light.
  kernel.advance(2 ** 53 - 1)
  expect(() => kernel.bounds()).toThrow(PlaneRangeError)
  const { top, bottom } = kernel.exactBounds()!
  expect(bottom - top).toBe(2n ** 54n - 1n)
})

test('times and places that are not exact are refused by name', () => {
  const kernel = createKernel('B3/S23')
  kernel.clear(5)
  expect(() => kernel.advance(Number.MAX_SAFE_INTEGER)).toThrow(PlaneRangeError)
  expect(() => kernel.advance(0.5)).toThrow(PlaneRangeError)
  expect(() => kernel.read(boxAt(2 ** 53, 0, 1, 1), new Uint8Array(1))).toThrow(PlaneRangeError)
  expect(kernel.tick).toBe(5)
})

test('cells that do not fit their box or the rule are refused by name', () => {
  const kernel = createKernel('B3/S23')
  expect(() => kernel.write(boxAt(0, 0, 2, 2), new Uint8Array(3))).toThrow(CellsError)
  expect(() => kernel.write(boxAt(0, 0, 2, 1), Uint8Array.of(1, 2))).toThrow(CellsError)
  expect(() => kernel.read({ ...boxAt(0, 0, 1, 1), z: 1 }, new Uint8Array(1))).toThrow(CellsError)
  expect(() => kernel.clear(0, 2)).toThrow(CellsError)
  expect(kernel.bounds()).toBeUndefined()
})

test('a rule with births from nothing makes the whole plane alive, and dead again', () => {
  const kernel = createKernel('B03/S23')
  draw(kernel, ['O'])
  kernel.advance(1)
  expect(kernel.background).toBe(1)
  expect(kernel.population()).toBeUndefined()
  // The cells around the one had a neighbor, and it had none.
  expect(kernel.bounds()).toEqual(boxAt(-1, -1, 3, 3))
  expect([...readBox(kernel, boxAt(-2, 0, 5, 1))]).toEqual([1, 0, 0, 0, 1])
  kernel.advance(31)
  expect(kernel.background).toBe(0)
})

test.each([
  ['345/2/4', PLANE, 'it has 4 states'],
  ['B3/S23', { x: 0, y: 64, z: 1 }, 'not worlds of 0x64x1'],
  ['R2,C0,M0,S3..8,B5..9,NM', PLANE, 'further than the eight cells around'],
])('refuses %s on %j by name', (notation, size, reason) => {
  const { rule } = parseRule(notation)
  const create = () => createHashLifeKernel({ size, topology: BOX, rule, seed: 0n })
  expect(create).toThrow(KernelUnsupportedError)
  expect(create).toThrow(reason)
})

test('an advance that is broken off is as before, and soon where it was when asked again', () => {
  const [kernel, alone] = [createKernel('B3/S23'), createKernel('B3/S23')]
  const box = boxAt(0, 0, 100, 100)
  for (const each of [kernel, alone]) each.write(box, drawSoup(3n, 100 * 100))
  alone.advance(700)
  const before = readBox(kernel, box)
  kernel.advance(700, () => true)
  expect(kernel.tick).toBe(0)
  expect(readBox(kernel, box)).toEqual(before)
  let calls = 1
  for (; kernel.tick < 700; calls++) kernel.advance(700, () => true)
  expect(calls).toBeGreaterThan(2)
  const later = boxAt(-300, -300, 700, 700)
  expect(readBox(kernel, later)).toEqual(readBox(alone, later))
})
