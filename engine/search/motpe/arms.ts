/** Which way of proposing a trial takes: some by turns, the others by what the turns have brought. */
import { rankOf } from '../fronts/rank.ts'
import { createVolumeSet } from '../fronts/volume-set.ts'
import type { History } from '../sampler.ts'
import type { MotpeSettings } from './settings.ts'

export type Arm = 'surrogate' | 'apart' | 'joint'

/** By the number of a trial; where there is none, the best way takes it. */
const TURNS: readonly (Arm | undefined)[] = ['surrogate', 'apart', undefined, 'joint', undefined, undefined]
const WINDOW = 12

export function armOf(history: History, settings: MotpeSettings): Arm {
  const turn = TURNS[history.number % TURNS.length]
  return turn ?? bestOf(history, settings)
}

function bestOf({ trials, objectives }: History, settings: MotpeSettings): Arm {
  const told = trials.filter(({ state, violation }) => state === 'complete' && violation === 0)
  if (told.length === 0) return 'surrogate'
  const points = told.map(({ losses }) => losses)
  const ranks = rankOf(points)
  const front = points.filter((_, i) => ranks[i] === 0)
  const reference = Array.from({ length: objectives }, (_, m) => {
    const values = (objectives === 1 ? points : front).map((point) => point[m]!)
    const [low, high] = [Math.min(...values), Math.max(...values)]
    return high + 0.1 * (high - low) + 1e-9
  })
  const set = createVolumeSet(reference)
  const records: Record<Arm, number[]> = { surrogate: [], apart: [], joint: [] }
  for (const [i, trial] of told.entries()) {
    const arm = trial.number >= settings.startup ? TURNS[trial.number % TURNS.length] : undefined
    if (settings.reward === 'rank') {
      if (arm !== undefined) records[arm].push(-ranks[i]!)
      continue
    }
    const isInside = trial.losses.every((loss, m) => loss < reference[m]!)
    const gain = isInside ? set.add(Float64Array.from(trial.losses), 0) : 0
    if (arm !== undefined) records[arm].push(gain)
  }
  let best: Arm = 'surrogate'
  let most = Number.NEGATIVE_INFINITY
  for (const arm of ['surrogate', 'apart', 'joint'] as const) {
    const recent = records[arm].slice(-WINDOW)
    const mean = recent.reduce((a, b) => a + b, 0) / Math.max(1, recent.length)
    if (mean > most) [best, most] = [arm, mean]
  }
  return best
}
