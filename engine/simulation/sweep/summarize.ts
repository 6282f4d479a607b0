/** What a sweep comes to: at each point and tick, every number over the seeds. */
import type { TableRow } from '../../formats/table/table.ts'
import type { PointValues } from './apply-values.ts'
import type { Sweep, SweepTask } from './sweep.ts'
import { errorOf } from './sweep-table.ts'

/** Of a sample of numbers; `sd` is the standard deviation with n - 1, undefined of a single number. */
export interface SampleFacts {
  readonly count: number
  readonly mean: number
  readonly min: number
  readonly max: number
  readonly sd: number | undefined
}

export interface PointSummary {
  readonly values: PointValues
  readonly runs: number
  readonly failed: number
  /** Ascending by tick; metrics and `population` by name. */
  readonly probes: readonly {
    readonly tick: number
    readonly metrics: Readonly<Record<string, SampleFacts>>
  }[]
}

/** Sums up rows as they come, in any order: numbers are put in order before they are added. */
export class SweepSummary {
  readonly #points: readonly PointValues[]
  /** By point, tick and name. */
  readonly #samples: readonly Map<number, Map<string, number[]>>[]
  readonly #runs: number[]
  readonly #failed: number[]

  constructor({ points }: Pick<Sweep, 'points'>) {
    this.#points = points
    this.#samples = points.map(() => new Map())
    this.#runs = points.map(() => 0)
    this.#failed = points.map(() => 0)
  }

  get failed(): number {
    return this.#failed.reduce((sum, each) => sum + each, 0)
  }

  /** Takes all rows of one run. */
  add({ point }: SweepTask, rows: readonly TableRow[]): void {
    this.#runs[point]!++
    if (rows.some((row) => errorOf(row) !== undefined)) {
      this.#failed[point]!++
      return
    }
    for (const { cells, measured } of rows) {
      const tick = Number(cells.tick)
      const samples = this.#samples[point]!
      const ofTick = samples.get(tick) ?? new Map<string, number[]>()
      samples.set(tick, ofTick)
      const { population } = cells
      const numbers =
        population === undefined ? measured : { population: Number(population), ...measured }
      for (const [name, value] of Object.entries(numbers)) {
        const sample = ofTick.get(name)
        if (sample === undefined) ofTick.set(name, [value])
        else sample.push(value)
      }
    }
  }

  /** One summary a point, in the points' order. */
  describe(): readonly PointSummary[] {
    return this.#points.map((values, point) => ({
      values,
      runs: this.#runs[point]!,
      failed: this.#failed[point]!,
      probes: [...this.#samples[point]!]
        .sort(([a], [b]) => a - b)
        .map(([tick, samples]) => ({ tick, metrics: describeSamples(samples) })),
    }))
  }
}

function describeSamples(samples: ReadonlyMap<string, readonly number[]>) {
  const names = [...samples.keys()].sort()
  return Object.fromEntries(names.map((name) => [name, factsOf(samples.get(name)!)]))
}

/** The facts of a sample that is not empty; equal samples have equal facts, whatever their order. */
export function factsOf(sample: readonly number[]): SampleFacts {
  const sorted = sample.toSorted((a, b) => a - b)
  const count = sorted.length
  const mean = sorted.reduce((sum, value) => sum + value, 0) / count
  const squares = sorted.reduce((sum, value) => sum + (value - mean) * (value - mean), 0)
  const sd = count < 2 ? undefined : Math.sqrt(squares / (count - 1))
  return { count, mean, min: sorted[0]!, max: sorted[count - 1]!, sd }
}
