/**
 * `node scripts/search-quality/search-starts.ts [--starts 24] [--pool 300] [--seeds 15]`: what first trials that represent a random pool are
 * worth, beside random ones and Sobol points, on the problems of `engine/testing/search-problems`. All get the same count of
 * evaluations, and nothing learns from them.
 */
import { parseArgs } from 'node:util'
import { createPhilox } from '../../engine/math/philox.ts'
import { createDraws } from '../../engine/search/draws.ts'
import { placeByMeans } from '../../engine/search/field/k-means.ts'
import { placeByField } from '../../engine/search/field/place-by-field.ts'
import { placesOf } from '../../engine/search/sobol/sobol-sampler.ts'
import { buildSpace, chooseParams, valueAt } from '../../engine/search/space.ts'
import { SEARCH_PROBLEMS } from '../../engine/testing/search-problems/search-problems.ts'
import { probabilityAbove, scoreAt } from './score-traces.ts'

const { values: options } = parseArgs({
  options: {
    starts: { type: 'string', default: '24' },
    pool: { type: 'string', default: '300' },
    seeds: { type: 'string', default: '15' },
    problems: { type: 'string' },
  },
})
const [starts, pool, seeds] = [options.starts, options.pool, options.seeds].map(Number) as [
  number,
  number,
  number,
]
/** A stream that no sampler has. */
const STREAM = 90

type Places = readonly (readonly number[])[]

function makePlaces(seed: number, dimensions: number): Readonly<Record<string, Places>> {
  const draws = createDraws(BigInt(seed), 0, STREAM)
  const draw = () => Array.from({ length: dimensions }, () => draws.uniform())
  const random = Array.from({ length: starts }, draw)
  const points = Array.from({ length: pool }, draw)
  const philox = createPhilox(BigInt(seed))
  return {
    random,
    sobol: random.map((_, i) => placesOf(philox, i, dimensions)),
    means: placeByMeans(points, starts, { steps: 48, draws }),
    field: placeByField(points, starts),
  }
}

const inUnit = (place: number) => Math.min(1, Math.max(0, place))
const totals = new Map<string, number[]>()
const chosen = options.problems?.split(',')
for (const problem of SEARCH_PROBLEMS.filter(({ name }) => chosen?.includes(name) ?? true)) {
  const space = buildSpace(problem.space)
  const scores = new Map<string, number[]>()
  for (let seed = 0; seed < seeds; seed++) {
    for (const [way, places] of Object.entries(makePlaces(seed, space.dimensions.length))) {
      const ys = places.map((place) =>
        problem.evaluate(
          chooseParams(space, (dimension) => valueAt(dimension, inUnit(place[dimension.index]!))),
        ),
      )
      const trace = { sampler: way, problem: problem.name, seed, ys }
      scores.set(way, [...(scores.get(way) ?? []), scoreAt(problem, trace, starts)])
    }
  }
  const shares = [...scores].map(([way, each]) => {
    const above = probabilityAbove(each, scores.get('random')!)
    totals.set(way, [...(totals.get(way) ?? []), above])
    return `${way} ${above.toFixed(2)}`
  })
  console.log(`${problem.name.padEnd(18)} ${shares.join('  ')}`)
}
const means = [...totals].map(([way, each]) => {
  const sorted = each.toSorted((a, b) => a - b)
  const mean = each.reduce((a, b) => a + b, 0) / each.length
  return `${way} ${mean.toFixed(3)} [${sorted[0]!.toFixed(2)}, ${sorted.at(-1)!.toFixed(2)}]`
})
console.log(`A12 against random, mean [least, most]: ${means.join('  ')}`)
