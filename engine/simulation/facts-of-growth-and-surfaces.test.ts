/**
 * What is known of replication, growth and closed surfaces in the plane, from the literature and
 * not from this program.
 */
import { describe, expect, test } from 'vitest'
import { periodOf, WatchedWorld } from '../testing/watched-world.ts'

const LIFE = 'B3/S23'
const GLIDER = 'bo$2bo$3o!'

/** A pattern with its corner at 20, 20 of a torus of 64 x 64. */
const openPattern = (rule: string, rle: string) =>
  WatchedWorld.open({ rule, size: [64, 64], initial: [{ rle, at: [20, 20] }] })

describe('replicators copy', () => {
  test('the HighLife replicator at 12 k is a row of Pascal’s triangle modulo 2 of copies', async () => {
    const size = [108, 108]
    const rle = '2b3o$bo2bo$o3bo$o2bo$3o!'
    const world = await WatchedWorld.open({ rule: 'B36/S23', size, initial: [{ rle }] })
    const first = await world.at(0)
    for (const k of [1, 2, 3, 4, 5, 6, 7, 8, 15, 16]) {
      const expected = new Uint8Array(first.length)
      for (let j = 0; j <= k; j++) {
        // C(k, j) is odd where j has no binary one that k has not.
        if ((j & ~k) === 0) addShifted(expected, first, size, 4 * j - 2 * k, 4 * j - 2 * k)
      }
      expect(String(await world.at(12 * k))).toBe(String(expected))
    }
  })

  const moore = [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => [dx, dy] as const))
  const ring = moore.filter(([dx, dy]) => dx !== 0 || dy !== 0)
  const cross = ring.filter(([dx, dy]) => dx === 0 || dy === 0)
  test.each([
    ['B1357/S1357', ring],
    ['B1357/S02468', moore],
    ['B13/S13V', cross],
    ['B13/S024V', [...cross, [0, 0] as const]],
  ])(
    'under %s any pattern is copied at 2^n, once to each neighbor 2^n cells away',
    async (rule, directions) => {
      const size = [80, 80]
      const box = { at: [36, 36], size: [8, 8] }
      const soup = { density: 128, box }
      const world = await WatchedWorld.open({ rule, size, seed: 3, initial: [{ soup }] })
      const first = await world.at(0)
      for (const distance of [1, 2, 4, 8, 16]) {
        const expected = new Uint8Array(first.length)
        for (const [dx, dy] of directions) {
          addShifted(expected, first, size, dx * distance, dy * distance)
        }
        expect(String(await world.at(distance))).toBe(String(expected))
      }
    },
  )
})

/** Adds a shifted copy modulo 2, on a torus. */
function addShifted(
  into: Uint8Array,
  cells: Uint8Array,
  [width = 0, height = 0]: readonly number[],
  dx: number,
  dy: number,
): void {
  for (let i = 0; i < cells.length; i++) {
    const x = ((i % width) + dx + width) % width
    const y = (Math.floor(i / width) + dy + height) % height
    into[x + width * y]! ^= cells[i]!
  }
}

describe('growth from one cell adds as many cells as has been counted', () => {
  test('Packard’s hexagonal snowflake (OEIS A151723)', async () => {
    const initial = [{ cells: [[32, 32]] }]
    const world = await WatchedWorld.open({ rule: 'B1/S0123456H', size: [65, 65], initial })
    const known = [1, 7, 13, 31, 37, 55, 85, 127, 133, 151, 181, 235, 289, 331, 409, 499, 505]
    for (const [tick, population] of known.entries()) {
      expect(await world.populationAt(tick)).toBe(population)
    }
  })

  test('Ulam and Warburton’s squares: 4 times 3 to the ones of n, less one, in generation n', async () => {
    const initial = [{ cells: [[40, 40]] }]
    const world = await WatchedWorld.open({ rule: 'B1/S01234V', size: [81, 81], initial })
    let population = 1
    for (let tick = 1; tick <= 40; tick++) {
      population += 4 * 3 ** (countOnes(tick) - 1)
      expect(await world.populationAt(tick)).toBe(population)
    }
  })
})

function countOnes(value: number): number {
  return [...value.toString(2)].filter((digit) => digit === '1').length
}

describe('worlds without faces bring a glider home', () => {
  const SIDE = 32
  const openGlider = (topology: Parameters<typeof WatchedWorld.open>[0]['topology']) =>
    WatchedWorld.open({
      rule: LIFE,
      size: [SIDE, SIDE],
      ...(topology && { topology }),
      initial: [{ rle: GLIDER, at: [10, 4] }],
    })
  /** The cells as they are when what lies at x, y comes to lie where `place` says. */
  const moved = (cells: Uint8Array, place: (x: number, y: number) => number) => {
    const result = new Uint8Array(cells.length)
    cells.forEach((state, i) => {
      result[place(i % SIDE, Math.floor(i / SIDE))] = state
    })
    return String(result)
  }

  test('a torus of 32 x 32, after 128 ticks', async () => {
    expect(await periodOf(await openGlider('torus'), 128)).toBe(128)
  })

  test('a Klein bottle, mirrored after 128 ticks and as it was after 256', async () => {
    const world = await openGlider({ kind: 'klein', along: 'x' })
    const first = await world.at(0)
    expect(String(await world.at(128))).toBe(moved(first, (x, y) => SIDE - 1 - x + SIDE * y))
    expect(String(await world.at(256))).toBe(String(first))
  })

  test.each(['cross-surface', 'sphere'] as const)(
    'a %s, turned by half a turn after 128 ticks and as it was after 256',
    async (topology) => {
      const world = await openGlider(topology)
      const first = await world.at(0)
      const turned = moved(first, (x, y) => SIDE - 1 - x + SIDE * (SIDE - 1 - y))
      expect(String(await world.at(128))).toBe(turned)
      expect(String(await world.at(256))).toBe(String(first))
    },
  )

  test('in a box it ends at the wall as a block', async () => {
    const world = await openGlider('box')
    expect((await world.figureAt(200)).shape).toBe('0,0,0:1 1,0,0:1 0,1,0:1 1,1,0:1')
  })
})

describe('rules keep their promises', () => {
  test('Day & Night does to the negative what it does to the picture', async () => {
    const size = [48, 40]
    const initial = [{ soup: { density: 128 } }]
    const day = await WatchedWorld.open({ rule: 'B3678/S34678', size, seed: 5, initial })
    const night = await WatchedWorld.open({ rule: 'B3678/S34678', size, seed: 5, initial })
    await night.put((await night.at(0)).map((state) => 1 - state))
    for (const tick of [1, 2, 10, 50]) {
      const negative = (await night.at(tick)).map((state) => 1 - state)
      expect(String(await day.at(tick))).toBe(String(negative))
    }
  })

  test('under Seeds no cell lives for two ticks', async () => {
    const initial = [{ soup: { density: 40 } }]
    const world = await WatchedWorld.open({ rule: 'B2/S', size: [40, 40], seed: 1, initial })
    let before = await world.at(0)
    for (let tick = 1; tick <= 30; tick++) {
      const now = await world.at(tick)
      expect(now.every((state, i) => state + before[i]! < 2)).toBe(true)
      before = now
    }
  })

  test('in Life without Death what is alive stays alive', async () => {
    const initial = [{ soup: { density: 20 } }]
    const world = await WatchedWorld.open({
      rule: 'B3/S012345678',
      size: [40, 40],
      seed: 1,
      initial,
    })
    let before = await world.at(0)
    for (let tick = 1; tick <= 30; tick++) {
      const now = await world.at(tick)
      expect(now.every((state, i) => state >= before[i]!)).toBe(true)
      before = now
    }
  })

  test('the T-tetromino of Life is a traffic light of four blinkers after 10 ticks', async () => {
    const world = await openPattern(LIFE, '3o$bo!')
    await world.at(10)
    expect(await world.populationAt(10)).toBe(12)
    expect(await periodOf(world, 2)).toBe(2)
  })
})
