/** Patterns in worlds without an end, beside a few lines that remember every pattern as text. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileScenario } from '../../scenario/compile-scenario.ts'
import { Simulation } from '../simulation.ts'
import { certifyRun } from './certify-run.ts'

type Place = readonly [x: number, y: number, z: number]

/** Places that see each other: all around, Golly's hexagons, and all around in space. */
const AROUND: readonly Place[] = [-1, 0, 1]
  .flatMap((z) => [-1, 0, 1].flatMap((y) => [-1, 0, 1].map((x): Place => [x, y, z])))
  .filter((place) => place.some((at) => at !== 0))
const PLANE = AROUND.filter(([, , z]) => z === 0)
const HEXAGON = PLANE.filter(([x, y]) => x !== -y)

interface Counting {
  readonly rule: string
  readonly near: readonly Place[]
  readonly born: readonly number[]
  readonly stays: readonly number[]
}

const RULES: readonly Counting[] = [
  { rule: 'B3/S23', near: PLANE, born: [3], stays: [2, 3] },
  { rule: 'B36/S125', near: PLANE, born: [3, 6], stays: [1, 2, 5] },
  { rule: 'B2/S35H', near: HEXAGON, born: [2], stays: [3, 5] },
  { rule: 'B2/S3H', near: HEXAGON, born: [2], stays: [3] },
  { rule: '4-5/5/2/M', near: AROUND, born: [5], stays: [4, 5] },
  { rule: '5-7/6/2/M', near: AROUND, born: [6], stays: [5, 6, 7] },
]

const keyOf = (place: Place) => place.join()
const placeOf = (key: string) => key.split(',').map(Number) as [number, number, number]

function nextOf(cells: ReadonlySet<string>, { near, born, stays }: Counting): Set<string> {
  const counts = new Map<string, number>()
  for (const key of cells) {
    const [x, y, z] = placeOf(key)
    for (const [dx, dy, dz] of near) {
      const other = keyOf([x + dx, y + dy, z + dz])
      counts.set(other, (counts.get(other) ?? 0) + 1)
    }
  }
  const next = new Set<string>()
  for (const [key, count] of counts) {
    if ((cells.has(key) ? stays : born).includes(count)) next.add(key)
  }
  return next
}

/** The corner of a pattern, and the pattern from there on as text. */
function describe(cells: ReadonlySet<string>) {
  const places = [...cells].map(placeOf)
  const corner = [0, 1, 2].map((i) => Math.min(...places.map((place) => place[i]!)))
  if (places.length === 0) return { corner: [0, 0, 0], text: '' }
  const moved = places.map((place) => place.map((at, i) => at - corner[i]!).join())
  return { corner, text: moved.sort().join(' ') }
}

const MAX_TICKS = 80

/** The first pattern that comes back, and how far it has moved by then. */
function findByMemory(first: ReadonlySet<string>, rule: Counting) {
  const seen = new Map<string, { readonly tick: number; readonly corner: readonly number[] }>()
  let cells = first
  for (let tick = 0; tick <= MAX_TICKS; tick++) {
    const { corner, text } = describe(cells)
    const before = seen.get(text)
    if (before !== undefined) {
      const moved = corner.map((at, i) => at - before.corner[i]!)
      return { transient: before.tick, period: tick - before.tick, moved }
    }
    seen.set(text, { tick, corner })
    cells = nextOf(cells, rule)
  }
  return undefined
}

const drawn = (rule: string, ...layers: readonly string[][]) => {
  const places = layers.flatMap((rows, z) =>
    rows.flatMap((row, y) =>
      [...row].flatMap((letter, x): Place[] => (letter === 'o' ? [[x, y, z]] : [])),
    ),
  )
  const counting = RULES.find((each) => each.rule === rule)!
  return { rule: counting, isFlat: layers.length === 1, places }
}

/** What flies is seldom made of a few cells by chance. */
const SHIPS = [
  drawn('B3/S23', ['.o.', '..o', 'ooo']),
  drawn('B3/S23', ['.o..o', 'o....', 'o...o', 'oooo.']),
  drawn('B2/S3H', ['.o.o', 'o', '.o..o', '...o.o', '..o..o', '..o', '....o.o']),
  drawn('4-5/5/2/M', ['.oo.'], ['o..o', '.oo.'], ['o..o', '.oo.']),
  drawn('5-7/6/2/M', ['.o.', '..o', 'ooo'], ['.o.', '..o', 'ooo']),
]

const anyScatter = fc.constantFrom(...RULES).chain((rule) => {
  const isFlat = rule.near.every(([, , z]) => z === 0)
  const anyPlace = fc.tuple(fc.nat(3), fc.nat(3), isFlat ? fc.constant(0) : fc.nat(2))
  const places = fc.uniqueArray(anyPlace, {
    minLength: isFlat ? 3 : 8,
    maxLength: isFlat ? 12 : 24,
    selector: keyOf,
  })
  return fc.record({ rule: fc.constant(rule), isFlat: fc.constant(isFlat), places })
})

const anyPattern = fc.oneof(
  { weight: 6, arbitrary: anyScatter },
  { weight: 1, arbitrary: fc.constantFrom(...SHIPS) },
)

test('a pattern comes back when and where whoever remembers all patterns says, and not before', async () => {
  let movers = 0
  await fc.assert(
    fc.asyncProperty(anyPattern, async ({ rule, isFlat, places }) => {
      const axes = isFlat ? 2 : 3
      const document = {
        ...{ version: 1, name: 'endless', rule: rule.rule },
        world: { size: Array<number>(axes).fill(0) },
        initial: [{ cells: places.map((place) => place.slice(0, axes)) }],
      }
      const run = await compileScenario(JSON.stringify(document), () =>
        Promise.reject(new Error('it refers to no file')),
      )
      const simulation = await Simulation.start(run, { backend: 'sparse' })
      const outcome = await certifyRun(simulation, { maxTicks: MAX_TICKS })
      simulation.dispose()
      const expected = findByMemory(new Set(places.map(keyOf)), rule)
      if (expected === undefined) {
        expect(outcome).toMatchObject({ isKnown: false, reason: 'max-ticks' })
        return
      }
      if (!outcome.isKnown) throw new Error(outcome.message)
      const { transient, period, moved } = expected
      const isMoved = moved.some((along) => along !== 0)
      if (isMoved) movers++
      expect(outcome.attractor).toMatchObject({ transient, period })
      expect(outcome.attractor.recurrence).toBe(isMoved ? 'translated' : 'exact')
      const translation = isMoved ? { period, displacement: moved } : undefined
      expect(outcome.attractor.translation).toEqual(translation)
    }),
    { numRuns: 80, seed: 3 },
  )
  expect(movers).toBeGreaterThan(4)
})
