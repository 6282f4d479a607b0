/** Pattern files of published objects, and what `thunderline attractor` says of them. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { listTurns, turnOffset, type Vector } from '../metrics/orientation.ts'
import { GLIDER_4555 } from '../testing/bays-glider.ts'
import { runCliHere } from '../testing/run-cli.ts'

const { path: folder, dispose } = createTemporaryFolder()
afterAll(dispose)

async function certify(name: string, text: string, ...options: string[]) {
  const file = join(folder, name)
  await writeFile(file, text)
  const { exitCode, out, err } = await runCliHere('attractor', file, ...options, '--json')
  expect([exitCode, err]).toEqual([0, err])
  return JSON.parse(out)
}

const inPlane = (rule: string, rle: string, ...options: string[]) =>
  certify('p.rle', `x = 1, y = 1, rule = ${rule}\n${rle}\n`, '--size', '0,0', ...options)

const GUN =
  '24bo$22bobo$12b2o6b2o12b2o$11bo3bo4b2o12b2o$2o8bo5bo3b2o$2o8bo3bob2o4bobo$10bo5bo7bo$11bo3bo$12b2o'

// Periods and names as LifeWiki has them.
test.each([
  ['block', 'fixed', 1, '2o$2o!'],
  ['blinker', 'cycle', 2, '3o!'],
  ['toad', 'cycle', 2, 'b3o$3o!'],
  ['beacon', 'cycle', 2, '2o$2o$2b2o$2b2o!'],
  ['clock', 'cycle', 2, '2bo$obo$bobo$bo!'],
  [
    'pulsar',
    'cycle',
    3,
    '2b3o3b3o2$o4bobo4bo$o4bobo4bo$o4bobo4bo$2b3o3b3o2$2b3o3b3o$o4bobo4bo$o4bobo4bo$o4bobo4bo2$2b3o3b3o!',
  ],
  ['mold', 'cycle', 4, '3b2o$2bo2bo$o2bobo$4bo$ob2o$bo!'],
  ['octagon 2', 'cycle', 5, '3b2o$2bo2bo$bo4bo$o6bo$o6bo$bo4bo$2bo2bo$3b2o!'],
  ['figure eight', 'cycle', 8, '3o$3o$3o$3b3o$3b3o$3b3o!'],
  ["Kok's galaxy", 'cycle', 8, '6ob2o$6ob2o$7b2o$2o5b2o$2o5b2o$2o5b2o$2o$2ob6o$2ob6o!'],
  ['tumbler', 'cycle', 14, 'bo5bo$obo3bobo$o2bobo2bo$2bo3bo$2b2ob2o!'],
  ['pentadecathlon', 'cycle', 15, '2bo4bo$2ob4ob2o$2bo4bo!'],
  [
    'queen bee shuttle',
    'cycle',
    30,
    '9b2o$9bobo$4b2o6bo7b2o$2obo2bo2bo2bo7b2o$2o2b2o6bo$9bobo$9b2o!',
  ],
])('the %s is %s, of period %i', async (_name, kind, period, rle) => {
  const found = await inPlane('B3/S23', rle)
  expect(found).toMatchObject({ kind, period, transient: 0, recurrence: 'exact' })
  expect(found.displacement).toBeNull()
})

test('a Gosper gun whose gliders are eaten has period 30, once the first is', async () => {
  const found = await inPlane('B3/S23', `${GUN}12$34b2o$34bobo$36bo$36b2o!`)
  expect(found).toMatchObject({ kind: 'cycle', period: 30, recurrence: 'exact' })
  expect(found.transient).toBeGreaterThan(30)
})

test('a Gosper gun in a world without an end never comes back', async () => {
  expect(await inPlane('B3/S23', `${GUN}!`, '--max-ticks', '300')).toMatchObject({
    kind: 'unknown',
    reason: 'max-ticks',
  })
})

// Speeds as LifeWiki has them: cells along each axis, in a period.
test.each([
  ['glider', 'B3/S23', [1, 1], 4, 'bo$2bo$3o!'],
  ['lightweight spaceship', 'B3/S23', [2, 0], 4, 'bo2bo$o$o3bo$4o!'],
  ['middleweight spaceship', 'B3/S23', [2, 0], 4, '3bo$bo3bo$o$o4bo$5o!'],
  ['heavyweight spaceship', 'B3/S23', [2, 0], 4, '3b2o$bo4bo$o$o5bo$6o!'],
  ['loafer', 'B3/S23', [1, 0], 7, 'b2o2bob2o$o2bo2b2o$bobo$2bo$8bo$6b3o$5bo$6bo$7b2o!'],
  [
    'weekender',
    'B3/S23',
    [0, 2],
    7,
    'bo12bo$bo12bo$obo10bobo$bo12bo$bo12bo$2bo3b4o3bo$6b4o$2b4o4b4o2$4bo6bo$5b2o2b2o!',
  ],
  [
    'copperhead',
    'B3/S23',
    [0, 1],
    10,
    'b2o2b2o$3b2o$3b2o$obo2bobo$o6bo2$o6bo$b2o2b2o$2b4o2$3b2o$3b2o!',
  ],
  ['glider of HighLife', 'B36/S23', [1, 1], 4, 'bo$2bo$3o!'],
  ['T-tetromino of tLife', 'B3/S2-i34q', [0, 1], 5, '3o$bo!'],
  ["pair with its wake in Brian's Brain", '/2/3', [0, 1], 1, '2A$2B!'],
] as const)('the %s of %s flies by %j in %i ticks', async (_name, rule, [x, y], period, rle) => {
  const found = await inPlane(rule, rle)
  expect(found).toMatchObject({ kind: 'cycle', transient: 0, period, recurrence: 'translated' })
  expect(found.displacement.map(Math.abs)).toEqual([x, y, 0])
})

// M. Cook, Complex Systems 15 (2004): 14 cells wide; each row is the one before moved by four, the seventh itself.
test('the ether of rule 110 moves by four cells a tick and is back after seven', async () => {
  const found = await certify('e.rle', 'x = 14, y = 1, rule = W110\n3bo2b2ob5o!\n', '--size', '14')
  expect(found).toMatchObject({ kind: 'cycle', period: 7, transient: 0, displacementPeriod: 1 })
  expect(found.displacement.map(Math.abs)).toEqual([4, 0, 0])
})

describe('gliders of Bays', () => {
  const inSpace = (rule: string, body: string, size = '0,0,0') =>
    certify(
      'p.rle3',
      `3D version=1 size=40\nx=9 y=9 z=9 rule=${rule}\n${body}\n`,
      ...['--size', size],
    )

  /** Cells as a body of RLE3, all coordinates of which are below 9. */
  const bodyOf = (cells: readonly Vector[]) => {
    const low = [0, 1, 2].map((axis) => Math.min(...cells.map((cell) => cell[axis]!)))
    const known = new Set(cells.map((cell) => cell.map((at, axis) => at - low[axis]!).join()))
    const near = [...Array(9).keys()]
    const layers = near.map((z) =>
      near
        .map((y) => near.map((x) => (known.has(`${x},${y},${z}`) ? 'o' : 'b')).join(''))
        .join('$'),
    )
    return `${layers.join('/')}!`
  }

  // C. Bays, Candidates for the game of Life in three dimensions, Complex Systems 1 (1987), page 387: ten cells, period
  // four, and a distance of the square root of 2, in any of twelve directions.
  test('the glider of 4555 flies in twelve directions, by one cell along two axes in four ticks', async () => {
    const bodies = new Set(
      listTurns(3).map((orientation) =>
        bodyOf(GLIDER_4555.map((cell) => turnOffset(orientation, cell))),
      ),
    )
    const directions = new Set<string>()
    for (const body of bodies) {
      const found = await inSpace('3D4,5/5', body)
      expect(found).toMatchObject({ transient: 0, period: 4, recurrence: 'translated' })
      expect(found.populationMax).toBe(10)
      expect(
        [...found.displacement].sort((a, b) => Math.abs(a) - Math.abs(b)).map(Math.abs),
      ).toEqual([0, 1, 1])
      directions.add(String(found.displacement))
    }
    expect(directions.size).toBe(12)
  })

  // The same, page 384: Conway's glider in two layers.
  test('the glider of 5766 is Conway’s in two layers, and flies as that does', async () => {
    expect(await inSpace('3D5,6,7/6', 'bo$2bo$3o/bo$2bo$3o!')).toMatchObject({
      ...{ transient: 0, period: 4, recurrence: 'translated', displacement: [1, 1, 0] },
      ...{ populationMin: 10, populationMax: 10 },
    })
  })

  // The same, page 396, of dense-packed spheres: seven cells, the tadpole. Its speed, half that of light, is told in
  // conwaylife.com's thread on 3D.lua (2018).
  test('the tadpole of 3333 has seven cells and flies to a neighbor’s place in two ticks', async () => {
    const found = await inSpace('3D3/3H', '2bo$2bo$2o/b2o$o!')
    expect(found).toMatchObject({ transient: 0, period: 2, recurrence: 'translated' })
    expect(found.displacement.map(Math.abs)).toEqual([1, 1, 0])
    expect([found.populationMin, found.populationMax]).toEqual([7, 7])
  })

  test('on a torus they come around: the exact period is that times the size', async () => {
    expect(await inSpace('3D4,5/5', 'b2o/o2bo$b2o/o2bo$b2o!', '12,10,15')).toMatchObject({
      ...{ recurrence: 'exact', period: 4 * 30, displacement: [0, 1, -1], displacementPeriod: 4 },
    })
  })
})
