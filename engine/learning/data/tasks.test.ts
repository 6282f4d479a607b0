import fc from 'fast-check'
import { expect, test } from 'vitest'
import { thrownBy } from '../../testing/thrown-by.ts'
import { TrainingSpecError } from '../errors.ts'
import type { Examples } from './examples.ts'
import { recordFilm } from './lattice.ts'
import { isSameTask, makeFreshTask, makeTask } from './make-task.ts'
import { latticeSchema, TASK_SCHEMA } from './task-schema.ts'

const task = (settings: object) => makeTask(TASK_SCHEMA.parse(settings))

const rowsOf = ({ count, width, inputs }: Examples) =>
  Array.from({ length: count }, (_, i) => [...inputs.subarray(i * width, (i + 1) * width)])

test('parts of a table share no row, have their shares, and are the same when made again', () => {
  const made = task({ name: 'tabular', count: 1000 })
  expect(made).toEqual(task({ name: 'tabular', count: 1000 }))
  const parts = [made.train, made.validation, made.test]
  const rows = parts.flatMap(rowsOf).map(String)
  expect(new Set(rows).size).toBe(1000)
  // Six standard deviations around 600, 200 and 200.
  for (const [i, share] of [600, 200, 200].entries()) {
    expect(Math.abs(parts[i]!.count - share)).toBeLessThan(95)
  }
})

test('more rows of a table leave those that were there in their parts', () => {
  const [few, many] = [300, 900].map((count) => task({ name: 'tabular', count }))
  const trained = new Set(rowsOf(many!.train).map(String))
  for (const row of rowsOf(few!.train)) expect(trained.has(String(row))).toBe(true)
})

test('scores have mean 0 and deviation 1, and noise is what the floor says', () => {
  const noise = 0.5
  const { train, floorError } = task({ name: 'tabular', count: 8000, noise })
  const mean = train.targets.reduce((sum, value) => sum + value, 0) / train.count
  const square = train.targets.reduce((sum, value) => sum + value * value, 0) / train.count
  expect(Math.abs(mean)).toBeLessThan(0.12)
  expect(Math.abs(square - mean * mean - 1 - noise * noise)).toBeLessThan(0.15)
  expect(Math.abs(floorError - (noise * noise) / (1 + noise * noise))).toBeLessThan(0.03)
})

test('with little noise a class is the sign of the score', () => {
  expect(task({ name: 'tabular', target: 'class', noise: 0.01 }).floorError).toBeLessThan(0.01)
  const loud = task({ name: 'tabular', target: 'class', noise: 10 }).floorError
  expect(loud > 0.35 && loud < 0.5).toBe(true)
})

const anySequenceSettings = fc.record({
  length: fc.integer({ min: 4, max: 20 }),
  vocabulary: fc.integer({ min: 2, max: 9 }),
  seed: fc.nat().map(String),
})

test('answers of recall are the one marked token', () => {
  fc.assert(
    fc.property(anySequenceSettings, (settings) => {
      const { vocabulary } = settings
      const { train } = task({ name: 'sequence', of: 'recall', count: 40, ...settings })
      for (const [i, row] of rowsOf(train).entries()) {
        expect(row.filter((token) => token >= vocabulary)).toEqual([train.targets[i]! + vocabulary])
      }
    }),
    { numRuns: 20 },
  )
})

test('answers of induction follow the one token that is the last again', () => {
  fc.assert(
    fc.property(anySequenceSettings, (settings) => {
      const { train } = task({ name: 'sequence', of: 'induction', count: 40, ...settings })
      for (const [i, row] of rowsOf(train).entries()) {
        const last = row.at(-1)!
        const before = row.slice(0, -1)
        const at = before.indexOf(last)
        expect([at, before.lastIndexOf(last)]).toEqual([at, at])
        expect(at >= 0 && at < row.length - 2).toBe(true)
        expect(train.targets[i]).toBe(row[at + 1])
      }
    }),
    { numRuns: 20 },
  )
})

test('answers of a lag are so many places back, also in longer sequences', () => {
  const { long, test: part } = task({
    name: 'sequence',
    of: 'lag',
    length: 8,
    lag: 5,
    longLengths: [20, 12],
  })
  expect(long.map(({ length }) => length)).toEqual([12, 20])
  for (const examples of [part, long[1]!.test]) {
    for (const [i, row] of rowsOf(examples).entries()) {
      expect(row).toHaveLength(examples.width)
      expect(examples.targets[i]).toBe(row.at(-6))
    }
  }
})

test('cells of a film of Life are what three and two of eight neighbors make of them', () => {
  const { train, validation, test: heldOut } = task({ name: 'lattice', count: 500 })
  for (const part of [train, validation, heldOut]) {
    for (const [i, [own, ...around]] of rowsOf(part).entries()) {
      const live = around.reduce((sum, state) => sum + state, 0)
      expect(around).toHaveLength(8)
      expect(part.targets[i]).toBe(live === 3 || (own === 1 && live === 2) ? 1 : 0)
    }
  }
  expect(heldOut.count).toBe(24 * 24 * 8)
})

test('the table of Life has each of its 512 entries once', () => {
  const { table } = task({ name: 'lattice', count: 40 })
  const rows = rowsOf(table!)
  expect(new Set(rows.map(String)).size).toBe(512)
  for (const [i, [own, ...around]] of rows.entries()) {
    const live = around.reduce((sum, state) => sum + state, 0)
    expect(table!.targets[i]).toBe(live === 3 || (own === 1 && live === 2) ? 1 : 0)
  }
})

test('a table that is too long to list has each count of live neighbors equally often', () => {
  const { table } = task({
    name: 'lattice',
    rule: '13-26/13-14,17-19/2/M',
    neighborhood: 'moore-3d',
    size: { x: 6, y: 6, z: 6 },
    count: 40,
  })
  const entries = new Map<string, number>()
  for (const [i, [own, ...around]] of rowsOf(table!).entries()) {
    const live = around.reduce((sum, state) => sum + state, 0)
    const isBorn = live === 13 || live === 14 || (live >= 17 && live <= 19)
    expect(table!.targets[i]).toBe((own === 1 ? live >= 13 : isBorn) ? 1 : 0)
    entries.set(`${own} ${live}`, (entries.get(`${own} ${live}`) ?? 0) + 1)
  }
  expect([...entries.values()]).toEqual(Array(54).fill(8))
})

test('a rule of chances has no table', () => {
  expect(task({ name: 'lattice', rule: 'B3/S23~birth=0.9', count: 40 }).table).toBeUndefined()
})

test('a cell with several states shows a number for each of them but 0', () => {
  const { train, shape } = task({
    name: 'lattice',
    rule: '/2/3',
    neighborhood: 'moore-2d',
    size: { x: 12, y: 12 },
  })
  expect(shape.inputs).toEqual({ kind: 'vector', width: 18 })
  for (const [i, row] of rowsOf(train).entries()) {
    // Brian's Brain: the living die, the dying are gone, and two of eight give birth.
    const [isLive, isDying] = row
    const live = row.slice(2).filter((shown, at) => at % 2 === 0 && shown === 1).length
    expect(train.targets[i]).toBe(isLive ? 2 : !isDying && live === 2 ? 1 : 0)
  }
})

test('films are another with another seed, and the same with the same', () => {
  const settings = latticeSchema.parse({
    name: 'lattice',
    size: { x: 6, y: 6, z: 6 },
    rule: '4555',
  })
  expect(recordFilm(settings, 3n)).toEqual(recordFilm(settings, 3n))
  expect(recordFilm(settings, 3n).frames[0]).not.toEqual(recordFilm(settings, 4n).frames[0])
})

test.each([
  [{ name: 'sequence', of: 'lag', length: 8, lag: 8 }, 'task.lag'],
  [{ name: 'sequence', length: 8, longLengths: [7] }, 'task.longLengths'],
  [{ name: 'lattice', size: { x: 512, y: 512 }, ticks: 9 }, 'task.ticks'],
  [
    {
      name: 'lattice',
      rule: '4555',
      neighborhood: 'moore-3d',
      size: { x: 64, y: 64, z: 64 },
      ticks: 2,
    },
    'task',
  ],
  [{ name: 'sequence', length: 1024, longLengths: [1024], count: 100_000 }, 'task'],
])('refuses %o', (settings, field) => {
  const refused = thrownBy(() => task(settings))
  expect(refused).toBeInstanceOf(TrainingSpecError)
  expect(refused).toMatchObject({ details: { field } })
})

const fresh = (settings: object, seed: string) => makeFreshTask(TASK_SCHEMA.parse(settings), seed)

test.each([
  { name: 'tabular', count: 200 },
  { name: 'sequence', length: 8, vocabulary: 4, count: 200, longLengths: [12] },
  { name: 'lattice', size: { x: 10, y: 10 }, ticks: 3, count: 200 },
])(
  'fresh data of a task are drawn from a seed, and those of its own are the task: %j',
  (settings) => {
    const made = task({ ...settings, seed: '5' })
    expect(fresh({ ...settings, seed: '5' }, '5')).toEqual(made)
    const other = fresh({ ...settings, seed: '5' }, '6')
    expect(other.shape).toEqual(made.shape)
    expect(other.test.inputs).not.toEqual(made.test.inputs)
    expect(other.table).toEqual(made.table)
  },
)

test('fresh rows of a table have its score, and rows of another seed another one', () => {
  const settings = { name: 'tabular', features: 2, count: 4000, noise: 0.01, seed: '5' }
  const known = task(settings)
  const errorOn = ({ test: { count, width, inputs, targets } }: typeof known) => {
    let wrong = 0
    for (let i = 0; i < 100 && i < count; i++) {
      const row = inputs.subarray(i * width, (i + 1) * width)
      wrong += Math.abs(nearestOf(known.train, row) - targets[i]!) / 100
    }
    return wrong
  }
  // The deviation of a score is 1.
  expect(errorOn(fresh(settings, '6'))).toBeLessThan(0.2)
  expect(errorOn(task({ ...settings, seed: '6' }))).toBeGreaterThan(0.4)
})

/** What is wanted of the row that is least far away. */
function nearestOf({ count, width, inputs, targets }: Examples, row: Float64Array): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY]
  for (let i = 0; i < count; i++) {
    const far = row.reduce((sum, x, j) => sum + (x - inputs[i * width + j]!) ** 2, 0)
    if (far < least) [best, least] = [i, far]
  }
  return targets[best]!
}

test('tasks are the same whose examples alone are others, but for the seed of a score', () => {
  const of = (settings: object) => TASK_SCHEMA.parse(settings)
  const [table, film] = [of({ name: 'tabular' }), of({ name: 'lattice' })]
  expect(isSameTask(film, of({ name: 'lattice', seed: '7', count: 99 }))).toBe(true)
  expect(isSameTask(table, of({ name: 'tabular', count: 99 }))).toBe(true)
  for (const [one, other] of [
    [film, of({ name: 'lattice', rule: 'B36/S23' })],
    [table, of({ name: 'tabular', seed: '7' })],
    [table, film],
  ] as const) {
    expect(isSameTask(one, other)).toBe(false)
  }
})
