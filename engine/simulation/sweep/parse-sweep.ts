/** From a sweep's document to a sweep, with all its faults told at once. */
import { MAX_SEED, parseSeed } from '../../math/seed.ts'
import { parseMetrics } from '../../metrics/parse-metrics.ts'
import { hasAtMost } from '../../scenario/bounded-values.ts'
import { checkSchema } from '../../scenario/check-schema.ts'
import { FaultList } from '../../scenario/fault-list.ts'
import { parseDocument } from '../../scenario/parse-document.ts'
import { parseSize } from '../../scenario/parse-size.ts'
import { asArray, asRecord } from '../../scenario/unchecked.ts'
import type { PointValues } from './apply-values.ts'
import { SweepInvalidError } from './errors.ts'
import { listValues } from './parameter-values.ts'
import type { Sweep, SweepBase } from './sweep.ts'
import {
  MAX_PARAMETERS,
  MAX_POINTS,
  type SweepDocument,
  sweepSchema,
  type ValuesDocument,
} from './sweep-schema.ts'

/** Runs of one sweep: points with each of their seeds. */
const MAX_RUNS = 100_000

/** Rows of one sweep, as far as its own probes tell. */
const MAX_ROWS = 1_000_000

/** What all points may hold, lists and maps in them counted with all that is in them. */
const MAX_POINT_VALUES = 2_000_000

/** What one run may take where nobody says. */
const DEFAULT_TIME_LIMIT_SECONDS = 600

/** Keys of a soup that the sweep itself describes. */
const SOUP_KEYS = ['rule', 'size', 'topology', 'density'] as const

/**
 * Reads a sweep file.
 *
 * @throws {ScenarioSyntaxError} when the text is no YAML or JSON document.
 * @throws {SweepInvalidError} listing the faults of all its parts.
 */
export function parseSweep(text: string): Sweep {
  return compileSweep(parseDocument(text, 'sweep'))
}

/**
 * A sweep of what a document says.
 *
 * @throws {SweepInvalidError} listing the faults of all its parts.
 */
export function compileSweep(document: unknown): Sweep {
  const faults = new FaultList(document)
  const checked = checkSchema(sweepSchema, document)
  if (!checked.success) faults.addIssues(checked.issues)
  checkMetrics(document, faults)
  const points = checked.success ? listPoints(checked.data, faults) : []
  const seeds = checked.success ? listSeeds(checked.data, faults) : undefined
  if (checked.success) checkParts(checked.data, points, seeds?.length ?? 1, faults)
  if (!checked.success || faults.faults.length > 0) throw new SweepInvalidError(faults.faults)
  const { name, about, root = '.', ticks, probes, metrics, repeat = 1 } = checked.data
  const base = baseOf(checked.data)
  return {
    title: name ?? titleOf(base),
    about,
    root,
    base,
    parameters: [...new Set(points.flatMap((point) => Object.keys(point)))],
    points,
    seeds,
    settings: {
      ticks,
      probes: probes && [...new Set(probes)].sort((a, b) => a - b),
      metrics,
      repeat,
    },
    timeLimitSeconds: checked.data.timeLimitSeconds ?? DEFAULT_TIME_LIMIT_SECONDS,
  }
}

function baseOf({ scenario, rule, size, topology, density }: SweepDocument): SweepBase {
  if (typeof scenario === 'string') return { kind: 'file', path: scenario }
  if (scenario !== undefined) return { kind: 'document', document: scenario }
  const axes = typeof size === 'string' ? parseSize(size) : undefined
  const written = axes && [axes.size.x, axes.size.y, axes.size.z].slice(0, axes.dimensions)
  const world = { size: written ?? size, topology: topology ?? 'torus' }
  const document = {
    version: 1,
    name: rule ?? 'A random soup',
    world: size === undefined ? { topology: world.topology } : world,
    ...(rule === undefined ? {} : { rule }),
    initial: [{ soup: { density: density ?? 128 } }],
  }
  return { kind: 'document', document }
}

function titleOf(base: SweepBase): string {
  const name = base.kind === 'file' ? base.path : asRecord(base.document).name
  return typeof name === 'string' && name !== '' ? name : 'A sweep'
}

/** The grid or the list; one point without parameters where there is neither. */
function listPoints(document: SweepDocument, faults: FaultList): readonly PointValues[] {
  const { parameters, points } = document
  if (points !== undefined) {
    if (parameters !== undefined) faults.add(['points'], 'goes in place of parameters')
    return points
  }
  let grid: readonly PointValues[] = [{}]
  for (const [name, values] of Object.entries(parameters ?? {})) {
    const listed = valuesOf(values, faults, name)
    if (grid.length * listed.length > MAX_POINTS) {
      faults.add(['parameters'], `needs at most ${MAX_POINTS} points, and has more`)
      return []
    }
    grid = grid.flatMap((point) => listed.map((value) => ({ ...point, [name]: value })))
  }
  return grid
}

function valuesOf(values: ValuesDocument, faults: FaultList, name: string): readonly unknown[] {
  const listed = listValues(values)
  if (typeof listed !== 'string') return listed
  faults.add(['parameters', name], listed)
  return []
}

function listSeeds({ seeds }: SweepDocument, faults: FaultList): readonly string[] | undefined {
  if (seeds === undefined) return undefined
  if (!('count' in seeds)) {
    const listed = seeds.map((seed, i) => faults.try(['seeds', i], () => parseSeed(String(seed))))
    return listed.map(String)
  }
  const first = faults.try(['seeds', 'from'], () => parseSeed(String(seeds.from ?? 0)))
  if (first === undefined) return []
  if (first + BigInt(seeds.count) - 1n > MAX_SEED) {
    faults.add(['seeds', 'count'], 'leads beyond 2^64 - 1')
    return []
  }
  return Array.from({ length: seeds.count }, (_, i) => String(first + BigInt(i)))
}

function checkMetrics(document: unknown, faults: FaultList): void {
  for (const [i, spec] of asArray(asRecord(document).metrics).slice(0, 100).entries()) {
    if (typeof spec === 'string') faults.try(['metrics', i], () => parseMetrics([spec]))
  }
}

/** What needs two keys at once. */
function checkParts(
  document: SweepDocument,
  points: readonly PointValues[],
  seeds: number,
  faults: FaultList,
): void {
  const { scenario, ticks, probes, size } = document
  const names = new Set(points.flatMap((point) => Object.keys(point)))
  if (names.size > MAX_PARAMETERS) {
    faults.add(['parameters'], `needs at most ${MAX_PARAMETERS} parameters, and has ${names.size}`)
  }
  if (scenario !== undefined) {
    for (const key of SOUP_KEYS.filter((each) => document[each] !== undefined)) {
      faults.add([key], 'goes in place of a scenario: give it as a parameter, or in the scenario')
    }
  } else {
    for (const key of ['rule', 'size'] as const) {
      const isGiven = document[key] !== undefined || points.every((point) => key in point)
      if (!isGiven) faults.add([key], 'is needed where there is no scenario and no such parameter')
    }
    if (typeof size === 'string') faults.try(['size'], () => parseSize(size))
  }
  if (names.has('seed') && document.seeds !== undefined) {
    faults.add(['seeds'], 'goes in place of a parameter seed')
  }
  for (const [i, probe] of (probes ?? []).entries()) {
    if (ticks !== undefined && probe > ticks) {
      faults.add(['probes', i], `lies beyond the sweep's ${ticks} ticks`)
    }
  }
  const runs = points.length * seeds
  if (runs > MAX_RUNS) faults.add([], `needs at most ${MAX_RUNS} runs, and has ${runs}`)
  const rows = runs * Math.max(1, probes?.length ?? 1)
  if (rows > MAX_ROWS) faults.add([], `needs at most ${MAX_ROWS} rows, and has ${rows}`)
  checkRunParameters(points, faults)
  if (!hasAtMost(MAX_POINT_VALUES, points)) {
    const field = document.points === undefined ? 'parameters' : 'points'
    faults.add([field], `needs at most ${MAX_POINT_VALUES} values in all its points`)
  }
}

/** Ticks and seeds that points have of their own. */
function checkRunParameters(points: readonly PointValues[], faults: FaultList): void {
  for (const point of points) {
    if ('ticks' in point && !(Number.isSafeInteger(point.ticks) && Number(point.ticks) >= 0)) {
      faults.add(['parameters', 'ticks'], 'needs whole numbers from 0 on')
    }
    if (typeof point.seed === 'number' && !Number.isSafeInteger(point.seed)) {
      faults.add(
        ['parameters', 'seed'],
        'needs whole numbers, in quotes where they are beyond 2^53',
      )
    } else if ('seed' in point)
      faults.try(['parameters', 'seed'], () => parseSeed(String(point.seed)))
  }
}
