/** What is known about automata on the line and in space, from the literature. */
import { describe, expect, test } from 'vitest'
import { GLIDER_4555 } from '../testing/bays-glider.ts'
import { flightOf, periodOf, WatchedWorld } from '../testing/watched-world.ts'

function countOnes(value: number): number {
  return [...value.toString(2)].filter((digit) => digit === '1').length
}

describe('elementary rules', () => {
  /** One live cell so far from both ends that they do not matter for `rows` ticks. */
  const openSeed = (rule: string, rows: number) =>
    WatchedWorld.open({ rule, size: [2 * rows + 1], initial: [{ cells: [[rows]] }] })

  test('rule 90 has 2 to the number of ones of n cells in row n', async () => {
    const world = await openSeed('W90', 256)
    for (let row = 0; row < 256; row++) {
      expect(await world.populationAt(row)).toBe(2 ** countOnes(row))
    }
  })

  test('rule 30 has the center column that Wolfram printed', async () => {
    const world = await openSeed('W30', 40)
    const column = '1101110011000101100100111010'
    for (const [row, bit] of [...column].entries()) {
      expect((await world.at(row))[40]).toBe(Number(bit))
    }
  })

  test('rule 110 has the rows of OEIS A117999', async () => {
    const world = await openSeed('W110', 20)
    const known = [1, 6, 28, 104, 496, 1568, 7360, 27520, 130304]
    for (const [row, number] of known.entries()) {
      const bits = (await world.at(row)).subarray(20 - row, 20 + row + 1).join('')
      expect(Number.parseInt(bits, 2)).toBe(number)
    }
  })

  test('the ether of rule 110 has period 14 in space and 7 in time', async () => {
    const cells = [...'00010011011111'.repeat(3)].flatMap((bit, x) => (bit === '1' ? [[x]] : []))
    const world = await WatchedWorld.open({ rule: 'W110', size: [42], initial: [{ cells }] })
    expect(await periodOf(world, 7)).toBe(7)
  })

  test.each([
    ['W30', (l: bigint, c: bigint, r: bigint) => l ^ (c | r)],
    ['W90', (l: bigint, _c: bigint, r: bigint) => l ^ r],
    ['W110', (l: bigint, c: bigint, r: bigint) => (c | r) & ~(l & c & r)],
    ['W150', (l: bigint, c: bigint, r: bigint) => l ^ c ^ r],
  ])('%s is what its formula says, for 60 rows', async (rule, formula) => {
    const rows = 60
    const width = 2 * rows + 1
    const all = (1n << BigInt(width)) - 1n
    const world = await openSeed(rule, rows)
    // The first cell is the most significant bit.
    let expected = 1n << BigInt(rows)
    for (let row = 0; row < rows; row++) {
      expect(BigInt(`0b${(await world.at(row)).join('')}`)).toBe(expected)
      expected = formula(expected >> 1n, expected, expected << 1n) & all
    }
  })

  test('rule 184 neither makes nor loses cars', async () => {
    const initial = [{ soup: { density: 110 } }]
    const world = await WatchedWorld.open({ rule: 'W184', size: [301], seed: 4, initial })
    const cars = await world.populationAt(0)
    for (let tick = 1; tick <= 100; tick++) expect(await world.populationAt(tick)).toBe(cars)
  })
})

describe('Life in space', () => {
  const PLANAR_GLIDER = [
    [1, 0],
    [2, 1],
    [0, 2],
    [1, 2],
    [2, 2],
  ] as const
  const openCells = (rule: string, cells: readonly (readonly number[])[]) =>
    WatchedWorld.open({
      rule,
      size: [24, 24, 24],
      initial: [{ cells: cells.map((cell) => [...cell]), at: [8, 8, 8] }],
    })

  test('Bays’ 4555 has a ten-cell glider of period 4 that moves along two axes', async () => {
    const world = await openCells('4555', GLIDER_4555)
    expect(await world.populationAt(0)).toBe(10)
    expect(await flightOf(world, 4)).toEqual({ ticks: 4, moved: [0, 1, -1] })
  })

  test('the octahedron of six cells is a still life of 4555', async () => {
    const cells = [
      [1, 1, 0],
      [1, 0, 1],
      [0, 1, 1],
      [2, 1, 1],
      [1, 2, 1],
      [1, 1, 2],
    ]
    expect(await periodOf(await openCells('4555', cells), 1)).toBe(1)
  })

  test('two of Conway’s gliders, one upon the other, are the glider of 5766', async () => {
    const cells = [0, 1].flatMap((z) => PLANAR_GLIDER.map(([x, y]) => [x, y, z]))
    const world = await openCells('5766', cells)
    expect(await flightOf(world, 4)).toEqual({ ticks: 4, moved: [1, 1, 0] })
  })

  test('the cube of eight cells stands in 5766 and falls in 4555', async () => {
    const cells = [0, 1].flatMap((z) => [0, 1].flatMap((y) => [0, 1].map((x) => [x, y, z])))
    expect(await periodOf(await openCells('5766', cells), 1)).toBe(1)
    expect(await (await openCells('4555', cells)).populationAt(1)).toBe(0)
  })
})

describe('parity in space copies any pattern at 2^n', () => {
  const SIDE = 40
  const near = [-1, 0, 1]
  const cube = near.flatMap((dz) => near.flatMap((dy) => near.map((dx) => [dx, dy, dz] as const)))
  const distance = ([dx, dy, dz]: readonly [number, number, number]) =>
    Math.abs(dx) + Math.abs(dy) + Math.abs(dz)
  const ODD = Array.from({ length: 13 }, (_, i) => 2 * i + 1)
  const countsUpTo = (most: number) => ODD.filter((count) => count <= most).join()

  test.each([
    ['six faces', 'VN', 6, cube.filter((d) => distance(d) === 1)],
    ['eight corners', 'C', 8, cube.filter((d) => distance(d) === 3)],
    ['twelve edges', 'E', 12, cube.filter((d) => distance(d) === 2)],
    ['all 26', 'M', 26, cube.filter((d) => distance(d) > 0)],
  ])('%s', async (_name, neighborhood, neighbors, directions) => {
    const odd = countsUpTo(neighbors)
    const world = await WatchedWorld.open({
      rule: `${odd}/${odd}/2/${neighborhood}`,
      size: [SIDE, SIDE, SIDE],
      seed: 8,
      initial: [{ soup: { density: 128, box: { at: [18, 18, 18], size: [3, 3, 3] } } }],
    })
    const first = await world.at(0)
    for (const step of [1, 2, 4, 8]) {
      const expected = new Uint8Array(first.length)
      for (const [dx, dy, dz] of directions) {
        first.forEach((state, i) => {
          if (state === 1) expected[i + step * (dx + SIDE * (dy + SIDE * dz))]! ^= 1
        })
      }
      expect(await world.at(step)).toEqual(expected)
    }
  })
})

describe('growth from one cell in space', () => {
  test('Ulam and Warburton’s cubes: 6 times 5 to the ones of n, less one, in generation n', async () => {
    const initial = [{ cells: [[16, 16, 16]] }]
    const world = await WatchedWorld.open({ rule: '0-6/1/2/VN', size: [33, 33, 33], initial })
    let population = 1
    for (let tick = 1; tick <= 16; tick++) {
      population += 6 * 5 ** (countOnes(tick) - 1)
      expect(await world.populationAt(tick)).toBe(population)
    }
  })

  test('the ball of a neighborhood is as large as its lattice’s coordination sequence says', async () => {
    /** Cells within distance 1, 2, 3 and 4 when every cell with a live neighbor is born. */
    const known: Record<string, readonly number[]> = {
      M: [27, 125, 343, 729],
      // Octahedral numbers of the cubic lattice (OEIS A001845).
      VN: [7, 25, 63, 129],
      // The face-centered cubic lattice (OEIS A005902): edges, and Golly's skewed twelve.
      E: [13, 55, 147, 309],
      H: [13, 55, 147, 309],
      // The body-centered cubic lattice (centered cubes, OEIS A005898).
      C: [9, 35, 91, 189],
      // The diamond lattice (partial sums of OEIS A008253).
      T: [5, 17, 41, 83],
    }
    const neighbors: Record<string, number> = { M: 26, VN: 6, E: 12, H: 12, C: 8, T: 4 }
    for (const [name, sizes] of Object.entries(known)) {
      const [low, high] = [0, neighbors[name]!]
      const initial = [{ cells: [[6, 6, 6]] }]
      const rule = `${low}-${high}/1-${high}/2/${name}`
      const world = await WatchedWorld.open({ rule, size: [13, 13, 13], initial })
      for (const [i, size] of sizes.entries()) expect(await world.populationAt(i + 1)).toBe(size)
    }
  })
})
