/** Proposals by regression: of many candidates, the one whose likely values would add the most to the front. */
import { ln } from '../../math/log2.ts'
import type { Draws } from '../draws.ts'
import { rankOf } from '../fronts/rank.ts'
import { createVolumeSet } from '../fronts/volume-set.ts'
import type { Dimension, Space } from '../space.ts'
import type { SeenTrial } from '../trial.ts'
import { type Beliefs, fitBeliefs, GaussianProcess } from './gaussian-process.ts'
import { type Places, placesOf } from './places.ts'
import type { MotpeSettings } from './settings.ts'

export interface Surrogate {
  readonly processes: readonly GaussianProcess[]
  /** Warped losses. */
  readonly points: readonly (readonly number[])[]
}

interface Memo {
  readonly space: Space
  readonly trials: readonly SeenTrial[]
  readonly beliefs: readonly Beliefs[]
}

const memos: Memo[] = []

/** Fits are renewed each time there are a quarter more trials. */
function checkpointOf(count: number): number {
  let checkpoint = 8
  for (;;) {
    const next = Math.ceil(checkpoint * 1.25)
    if (next > count) return checkpoint
    checkpoint = next
  }
}

/** Numbers as they are up to their middle, and beyond it more and more pressed together. */
function warp(ys: readonly number[]): { readonly of: (y: number) => number } {
  const sorted = ys.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!
  const [low, middle] = [at(0), at(0.5)]
  const unit = Math.max(middle - low, 1e-300)
  const press = (y: number) => {
    const z = (y - middle) / unit
    return z <= 0 ? z : ln(1 + z)
  }
  return { of: press }
}

function standardize(ys: Float64Array): { mean: number; deviation: number } {
  let mean = 0
  for (const y of ys) mean += y / ys.length
  let variance = 0
  for (const y of ys) variance += (y - mean) ** 2 / ys.length
  return { mean, deviation: Math.sqrt(variance) || 1 }
}

function chooseRows(trials: readonly SeenTrial[], most: number): readonly SeenTrial[] {
  if (trials.length <= most) return trials
  const ranks = rankOf(trials.map(({ losses }) => losses))
  const recent = trials.slice(-Math.floor(most / 5))
  const order = [...trials.keys()].sort((a, b) => ranks[a]! - ranks[b]! || b - a)
  const chosen = new Set<SeenTrial>(recent)
  for (const i of order) {
    if (chosen.size >= Math.floor(0.8 * most)) break
    chosen.add(trials[i]!)
  }
  const rest = trials.filter((trial) => !chosen.has(trial))
  const wanted = most - chosen.size
  for (let i = 0; i < wanted; i++) chosen.add(rest[Math.floor((i * rest.length) / wanted)]!)
  return trials.filter((trial) => chosen.has(trial))
}

export function buildSurrogate(
  space: Space,
  trials: readonly SeenTrial[],
  running: readonly Places[],
  settings: MotpeSettings,
): Surrogate {
  const isChoice = space.dimensions.map(({ kind }) => kind === 'choice')
  const objectives = trials[0]!.losses.length
  const warps = Array.from({ length: objectives }, (_, m) => warp(trials.map(({ losses }) => losses[m]!)))
  const warped = new Map(trials.map((trial) => [trial, trial.losses.map((loss, m) => warps[m]!.of(loss))]))
  const scales = warps.map((_, m) => standardize(Float64Array.from(trials, (trial) => warped.get(trial)![m]!)))
  for (const losses of warped.values()) for (let m = 0; m < objectives; m++) losses[m] = (losses[m]! - scales[m]!.mean) / scales[m]!.deviation
  const begun = trials.slice(0, checkpointOf(trials.length))
  let memo = memos.find((each) => each.space === space && each.trials.length === begun.length && each.trials.every((trial, i) => trial === begun[i]))
  if (memo === undefined) {
    const fitted = chooseRows(begun, settings.surrogateRows)
    const rows = fitted.map(({ params }) => placesOf(space, params))
    const beliefs = warps.map((_, m) => {
      const w = warp(begun.map(({ losses }) => losses[m]!))
      const ys = Float64Array.from(fitted, ({ losses }) => w.of(losses[m]!))
      const { mean, deviation } = standardize(ys)
      return fitBeliefs(rows, ys.map((y) => (y - mean) / deviation), isChoice, settings.surrogateSteps)
    })
    memo = { space, trials: begun, beliefs }
    memos.push(memo)
    if (memos.length > 4) memos.shift()
  }
  const used = chooseRows(trials, settings.surrogateRows)
  const rows = used.map(({ params }) => placesOf(space, params))
  const processes = memo.beliefs.map((beliefs, m) => {
    const ys = Float64Array.from(used, (trial) => warped.get(trial)![m]!)
    const first = new GaussianProcess(rows, ys, isChoice, beliefs)
    if (running.length === 0) return first
    const believed = running.map((row) => {
      first.predict(row, false)
      return first.mean
    })
    return new GaussianProcess([...rows, ...running], Float64Array.from([...ys, ...believed]), isChoice, beliefs)
  })
  return { processes, points: [...warped.values()] }
}

/** How much a candidate would add, seen with hope. */
export function createGain(surrogate: Surrogate, hope: number, kind: string): (x: Places) => number {
  const { processes, points } = surrogate
  const objectives = processes.length
  const reference = processes.map((_, m) => points.reduce((worst, point) => Math.max(worst, point[m]!), -1e300) + 0.1)
  if (kind === 'front' && objectives > 1) {
    const ranks = rankOf(points)
    const front = points.filter((_, i) => ranks[i] === 0)
    for (let m = 0; m < objectives; m++) {
      let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
      for (const point of front) {
        low = Math.min(low, point[m]!)
        high = Math.max(high, point[m]!)
      }
      reference[m] = Math.min(reference[m]!, high + 0.1 * (high - low) + 0.02)
    }
  }
  const set = createVolumeSet(reference)
  for (const point of points) if (point.every((v, m) => v < reference[m]!)) set.add(Float64Array.from(point), 0)
  const best = points.reduce((a, p) => Math.min(a, p[0]!), 1e300)
  const out = new Float64Array(objectives)
  return (x) => {
    let deep = 0
    let inside = true
    for (let m = 0; m < objectives; m++) {
      const process = processes[m]!
      process.predict(x, true)
      out[m] = process.mean - hope * process.deviation
      if (out[m]! >= reference[m]!) {
        inside = false
        deep += out[m]! - reference[m]!
      }
    }
    if (objectives === 1) return best - out[0]!
    const gain = inside ? set.gainOf(out, 0) : 0
    if (gain > 0) return gain
    // Behind the front: by how far.
    let behind = deep
    for (const point of points) {
      let over = Number.POSITIVE_INFINITY
      for (let m = 0; m < objectives; m++) over = Math.min(over, out[m]! - point[m]!)
      if (over > behind) behind = over
    }
    return -behind
  }
}

/** A copy with few coordinates changed. */
export function mutate(dimensions: readonly Dimension[], from: Places, draws: Draws, width: number, out: Float64Array): void {
  out.set(from)
  const share = 1 / Math.max(1, dimensions.length)
  const rate = draws.uniform() < 0.5 ? share : Math.min(1, 3 * share)
  let changed = 0
  while (changed === 0) {
    for (const dimension of dimensions) {
      if (draws.uniform() >= rate) continue
      changed++
      const { index } = dimension
      if (dimension.kind === 'choice') out[index] = draws.below(dimension.choices.length)
      else {
        const { uniform } = { uniform: () => draws.uniform() }
        const z = uniform() + uniform() + uniform() - 1.5
        const at = out[index]! + 2 * z * width
        out[index] = at < 0 ? (uniform() < 0.5 ? 0 : -at) : at > 1 ? (uniform() < 0.5 ? 1 : 2 - at) : at
        out[index] = Math.min(1, Math.max(0, out[index]!))
      }
    }
  }
}
