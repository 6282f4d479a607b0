/**
 * What a study has come to, kept up as its trials end: its front, its knee and how the hypervolume has grown. It keeps
 * the values of trials and nothing else of them, reads each end once, and lets others have their turn meanwhile.
 */
import {
  MAX_FRONT,
  MAX_GROWTH,
  type StudyOverview,
} from '../../engine/resources/operations/study-operations.ts'
import { violationsOf } from '../../engine/search/constraint.ts'
import { findKneesOf } from '../../engine/search/fronts/knee.ts'
import { covers, type Point } from '../../engine/search/fronts/point.ts'
import { HypervolumeProgress } from '../../engine/search/fronts/progress.ts'
import type { StudyPlan } from '../../engine/studies/study-plan.ts'
import type { TrialEnd } from '../storage/trial-tables.ts'
import { trialIdOf } from './study-events.ts'

/** Of so many points, by the number of objectives, the hypervolume takes seconds at the most. */
const MAX_VOLUME_POINTS: Readonly<Record<number, number>> = Object.freeze({
  2: 10_000,
  3: 3000,
  4: 400,
})

/** Rows that are read at once. */
const MAX_TOGETHER = 500

/** So long it works before others have their turn. */
const TURN_MS = 8

export type Gains = Pick<StudyOverview, 'infeasible' | 'front' | 'knee' | 'hypervolume'>

/** A feasible trial. */
interface Measured {
  readonly number: number
  readonly values: readonly number[]
  readonly losses: Point
}

export class StudyGains {
  readonly #studyId: string
  readonly #plan: StudyPlan
  readonly #signs: readonly number[]
  #ends = 0
  #infeasible = 0
  #feasible: Measured[] = []
  /** Of equal points the one of the least number. */
  #front: Measured[] = []
  #turnEndsMs = 0
  #workedMs = 0

  /** Those of a study of which nothing was read yet. */
  constructor(studyId: string, plan: StudyPlan) {
    this.#studyId = studyId
    this.#plan = plan
    this.#signs = plan.objectives.map(({ direction }) => (direction === 'maximize' ? -1 : 1))
  }

  /** How many ends of trials it knows of. */
  get ends(): number {
    return this.#ends
  }

  /** How long it has worked at the last sum, others' turns aside, in milliseconds. */
  get workedMs(): number {
    return this.#workedMs
  }

  /**
   * Reads on: which trials have ended by now.
   *
   * @param readEnds gives so many ends from one on, in their order.
   */
  async catchUp(
    readEnds: (range: { from: number; count: number }) => Promise<readonly TrialEnd[]>,
  ): Promise<void> {
    for (;;) {
      const range = { from: this.#ends, count: MAX_TOGETHER }
      const ended = await readEnds(range)
      for (const end of ended) {
        await this.#giveTurn()
        this.#add(end)
      }
      if (ended.length < MAX_TOGETHER) return
    }
  }

  /** Sums up what it knows. */
  async sumUp(): Promise<Gains> {
    this.#workedMs = 0
    this.#turnEndsMs = performance.now() + TURN_MS
    const front = this.#front.toSorted((a, b) => a.number - b.number)
    const idOf = ({ number }: Measured) => trialIdOf(this.#studyId, number)
    const losses = front.map((each) => each.losses)
    const [knee] = findKneesOf(losses, [...losses.keys()])
    const hypervolume = await this.#measureVolume()
    await this.#giveTurn(true)
    return {
      infeasible: this.#infeasible,
      front: front.slice(0, MAX_FRONT).map((each) => ({
        ...{ trial_id: idOf(each), number: each.number, values: [...each.values] },
      })),
      ...(knee !== undefined && { knee: idOf(front[knee.index]!) }),
      ...(hypervolume !== undefined && { hypervolume }),
    }
  }

  #add({ number, state, values, measured }: TrialEnd): void {
    if (state === 'completed') {
      const beside = Object.fromEntries(measured.map((each) => [each.name, each.value]))
      const told = { number, values, measured: beside }
      const broken = Object.values(violationsOf(this.#plan.constraints, told))
      const sum = broken.reduce((a, b) => a + b, 0)
      if (sum > 0) this.#infeasible++
      else this.#addFeasible({ number, values, losses: this.#toLosses(values) })
    }
    this.#ends++
  }

  #addFeasible(point: Measured): void {
    this.#feasible.push(point)
    const better = this.#front.findIndex(({ losses }) => covers(losses, point.losses))
    if (better === -1) {
      this.#front = this.#front.filter(({ losses }) => !covers(point.losses, losses))
      this.#front.push(point)
      return
    }
    const found = this.#front[better]!
    if (point.number < found.number && covers(point.losses, found.losses)) {
      this.#front[better] = point
    }
  }

  #toLosses(values: readonly number[]): Point {
    // Not minus zero.
    return values.map((value, k) => this.#signs[k]! * value + 0)
  }

  async #measureVolume(): Promise<StudyOverview['hypervolume']> {
    const { objectives } = this.#plan
    const feasible = this.#feasible.sort((a, b) => a.number - b.number)
    const most = MAX_VOLUME_POINTS[objectives.length] ?? 0
    if (feasible.length === 0 || feasible.length > most) return undefined
    const signs = this.#signs
    const reference = objectives.map(({ reference: given }, k) =>
      given === undefined
        ? feasible.reduce((worst, { losses }) => Math.max(worst, losses[k]!), -Infinity)
        : signs[k]! * given,
    )
    const progress = new HypervolumeProgress(reference)
    const growth: { number: number; value: number }[] = []
    for (const { number, losses } of feasible) {
      progress.add(losses)
      growth.push({ number, value: progress.volume })
      await this.#giveTurn()
    }
    return {
      value: progress.volume,
      reference: reference.map((loss, k) => signs[k]! * loss + 0),
      growth: thin(growth, MAX_GROWTH),
    }
  }

  /** Lets others have their turn where this one is over. */
  async #giveTurn(isEnd = false): Promise<void> {
    const over = performance.now() - this.#turnEndsMs
    if (over < 0 && !isEnd) return
    this.#workedMs += Math.max(0, over + TURN_MS)
    if (!isEnd) await new Promise<void>((resolve) => setImmediate(resolve))
    this.#turnEndsMs = performance.now() + TURN_MS
  }
}

/** At most so many of a list, the last among them. */
function thin<T>(items: readonly T[], most: number): T[] {
  const stride = Math.ceil(items.length / most)
  return items.filter((_, i) => (items.length - 1 - i) % stride === 0)
}
