/**
 * What is known about famous automata in the plane, from the literature and not from this program.
 *
 * Boxes stand in for the infinite plane where nothing reaches their faces.
 */
import { describe, expect, test } from 'vitest'
import { flightOf, periodOf, WatchedWorld } from '../testing/watched-world.ts'

const LIFE = 'B3/S23'
const GLIDER = 'bo$2bo$3o!'

/** A pattern with its corner at 20, 20 of a torus of 64 x 64. */
const openPattern = (rule: string, rle: string) =>
  WatchedWorld.open({ rule, size: [64, 64], initial: [{ rle, at: [20, 20] }] })

describe('oscillators have their periods', () => {
  test.each([
    ['block', LIFE, '2o$2o!', 1],
    ['blinker', LIFE, '3o!', 2],
    ['toad', LIFE, 'b3o$3o!', 2],
    ['beacon', LIFE, '2o$2o$2b2o$2b2o!', 2],
    [
      'pulsar',
      LIFE,
      '2b3o3b3o2$o4bobo4bo$o4bobo4bo$o4bobo4bo$2b3o3b3o2$2b3o3b3o$o4bobo4bo$o4bobo4bo$o4bobo4bo2$2b3o3b3o!',
      3,
    ],
    ['figure eight', LIFE, '3o$3o$3o$3b3o$3b3o$3b3o!', 8],
    ["Kok's galaxy", LIFE, '6ob2o$6ob2o$7b2o$2o5b2o$2o5b2o$2o5b2o$2o$2ob6o$2ob6o!', 8],
    ['pentadecathlon', LIFE, '2bo4bo$2ob4ob2o$2bo4bo!', 15],
  ])('%s in %s', async (_name, rule, rle, period) => {
    expect(await periodOf(await openPattern(rule, rle), period)).toBe(period)
  })

  test('Bosco, the creature its rule is named for, has period 166', async () => {
    const rle =
      '29bo$27b5o$25b5ob2o$24b5o3b2o$24b4o5bo$23b4o5b3o$24b4o3b3o$24b5ob4o$25b8o$26b7o$27b5o!'
    const rule = 'R5,C0,M1,S34..58,B34..45,NM'
    const world = await WatchedWorld.open({
      rule,
      size: [100, 100],
      initial: [{ rle, at: [20, 40] }],
    })
    await world.at(166)
    expect(await periodOf(world, 166)).toBe(166)
  })
})

describe('spaceships fly at their speeds', () => {
  test.each([
    ['glider', LIFE, GLIDER, [1, 1], 4],
    ['lightweight spaceship', LIFE, 'bo2bo$o$o3bo$4o!', [-2, 0], 4],
    ['middleweight spaceship', LIFE, '3bo$bo3bo$o$o4bo$5o!', [-2, 0], 4],
    ['heavyweight spaceship', LIFE, '3b2o$bo4bo$o$o5bo$6o!', [-2, 0], 4],
    ['glider of HighLife', 'B36/S23', GLIDER, [1, 1], 4],
    ['T-tetromino of tLife', 'B3/S2-i34q', '3o$bo!', [0, 1], 5],
    ["pair with its wake in Brian's Brain", '/2/3', '2A$2B!', [0, -1], 1],
    ['pair with its wake in Star Wars', '345/2/4', '2A$2B$2C!', [0, -1], 1],
  ])('%s in %s', async (_name, rule, rle, [dx, dy], ticks) => {
    expect(await flightOf(await openPattern(rule, rle), ticks)).toEqual({
      ticks,
      moved: [dx, dy, 0],
    })
  })

  test('a Gosper gun is back every 30 ticks with one more glider on its way', async () => {
    const rle =
      '24bo$22bobo$12b2o6b2o12b2o$11bo3bo4b2o12b2o$2o8bo5bo3b2o$2o8bo3bob2o4bobo$10bo5bo7bo$11bo3bo$12b2o!'
    const size = [200, 200]
    const world = await WatchedWorld.open({
      rule: LIFE,
      size,
      topology: 'box',
      initial: [{ rle, at: [2, 2] }],
    })
    /** The rows of the gun itself, above those through which the gliders leave. */
    const gunAt = async (tick: number) => String((await world.at(tick)).subarray(0, 11 * 200))
    const gun = await gunAt(0)
    for (let gliders = 1; gliders <= 16; gliders++) {
      expect(await world.populationAt(30 * gliders)).toBe(36 + 5 * gliders)
      expect(await gunAt(30 * gliders)).toBe(gun)
    }
  })
})

describe('methuselahs live as long as they are known to', () => {
  test('diehard vanishes at generation 130', async () => {
    const world = await WatchedWorld.open({
      rule: LIFE,
      size: [80, 64],
      topology: 'box',
      initial: [{ rle: '6bo$2o$bo3b3o!' }],
    })
    expect(await world.populationAt(129)).toBeGreaterThan(0)
    expect(await world.populationAt(130)).toBe(0)
  })

  test('a pi-heptomino settles at 173 into blocks, blinkers and ponds of 55 cells', async () => {
    const world = await openPattern(LIFE, '3o$obo$obo!')
    const [at171, at172] = [String(await world.at(171)), String(await world.at(172))]
    const at173 = String(await world.at(173))
    expect(await world.populationAt(174)).toBe(55)
    expect(at171).not.toBe(at173)
    expect(String(await world.at(174))).not.toBe(at172)
    expect(String(await world.at(175))).toBe(at173)
  })

  test('the R-pentomino settles at generation 1103 with 116 cells', async () => {
    const world = await WatchedWorld.open({
      rule: LIFE,
      size: [520, 540],
      topology: 'box',
      initial: [{ rle: 'b2o$2o$bo!', at: [250, 266] }],
    })
    /** What lies where the ashes come to lie; the six gliders are far away. */
    const ashesAt = async (tick: number) => {
      const cells = await world.at(tick)
      const rows = Array.from({ length: 70 }, (_, y) => 520 * (240 + y) + 200)
      return rows.map((start) => String(cells.subarray(start, start + 130))).join('\n')
    }
    const [at1102, at1103, at1104] = [await ashesAt(1102), await ashesAt(1103), await ashesAt(1104)]
    expect(await ashesAt(1105)).toBe(at1103)
    expect(at1104).not.toBe(at1102)
    expect(await world.populationAt(1106)).toBe(116)
  })

  test('acorn ends at generation 5206 with 633 cells, 13 gliders among them', async () => {
    const [width, height] = [224, 256]
    const world = await WatchedWorld.open({
      rule: LIFE,
      size: [width, height],
      topology: 'box',
      initial: [{ rle: 'bo$3bo$2o2b3o!', at: [142, 148] }],
    })
    let gliders = 0
    for (let tick = 0; tick < 5206; tick += 4) {
      const cells = await world.at(tick)
      for (const corner of findCellsNearFaces(cells, width, height)) {
        // Whatever comes near a face has to be a glider with nothing beside it.
        expect(sweepGlider(cells, width, corner)).toBe(true)
        gliders++
        await world.put(cells)
      }
    }
    expect(gliders).toBe(13)
    expect((await world.populationAt(5206)) + 5 * gliders).toBe(633)
    expect(await periodOf(world, 2)).toBe(2)
  })
})

/** Sites of live cells within eight cells of a face, one a glider. */
function findCellsNearFaces(cells: Uint8Array, width: number, height: number): number[] {
  const found: number[] = []
  const isNearFace = (x: number, y: number) => Math.min(x, y, width - 1 - x, height - 1 - y) < 8
  for (let y = 0; y < height; y++) {
    const isRowNearFace = Math.min(y, height - 1 - y) < 8
    for (let x = 0; x < width; x = !isRowNearFace && x === 7 ? width - 8 : x + 1) {
      const site = x + width * y
      if (cells[site] === 0 || !isNearFace(x, y)) continue
      const isOfKnown = found.some((other) => {
        const [dx, dy] = [(other % width) - x, Math.floor(other / width) - y]
        return Math.abs(dx) < 6 && Math.abs(dy) < 6
      })
      if (!isOfKnown) found.push(site)
    }
  }
  return found
}

/** Removes the glider that a site is part of; false where there is anything but a glider. */
function sweepGlider(cells: Uint8Array, width: number, site: number): boolean {
  const around: number[] = []
  for (let dy = -4; dy <= 4; dy++) {
    for (let dx = -4; dx <= 4; dx++) {
      if (cells[site + dx + width * dy] === 1) around.push(site + dx + width * dy)
    }
  }
  const columns = around.map((at) => at % width)
  const rows = around.map((at) => Math.floor(at / width))
  const extent = (values: number[]) => Math.max(...values) - Math.min(...values)
  for (const at of around) cells[at] = 0
  return around.length === 5 && extent(columns) === 2 && extent(rows) === 2
}
