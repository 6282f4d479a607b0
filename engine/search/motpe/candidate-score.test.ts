import { expect, test } from 'vitest'
import { createDraws } from '../draws.ts'
import { buildSpace } from '../space.ts'
import type { SeenTrial } from '../trial.ts'
import { createCandidateScore } from './candidate-score.ts'
import { rankTrials } from './ranked.ts'
import { fitRegression } from './regression.ts'
import { MOTPE_SCHEMA } from './settings.ts'

const SPACE = buildSpace([
  { name: 'x', type: 'float', low: 0, high: 1 },
  { name: 'y', type: 'float', low: 0, high: 1 },
])
/** Without hope a score is what the mean alone adds. */
const SETTINGS = MOTPE_SCHEMA.parse({ name: 'motpe', hope: 0 })

/** On a front from (0, 1) to (1, 0), as far behind it as y says. */
const lossesAt = (x: number, y: number) => [x * x + y, (1 - x) * (1 - x) + y]

function seenAt(number: number, x: number, y: number): SeenTrial {
  const params = Object.freeze({ x, y })
  const losses = lossesAt(x, y)
  return { number, params, state: 'complete', losses, violation: 0, lastStep: 0 }
}

test('what a trial that runs would add is not to be had once more, and what is far from it still is', () => {
  const trials = Array.from({ length: 25 }, (_, i) =>
    // A grid, whose front has a gap at each x between.
    seenAt(i, (i % 5) / 4, Math.floor(i / 5) / 4),
  )
  const ranked = rankTrials(SPACE, trials, 80)
  const [gap, other] = [Float64Array.of(0.375, 0), Float64Array.of(0.625, 0)]
  const scoresWith = (running: readonly Float64Array[]) => {
    const regression = fitRegression(SPACE, trials, ranked, running, SETTINGS)
    const score = createCandidateScore(regression, ranked, SETTINGS, createDraws(1n, 25, 4))
    return [gap, other].map((row) => score.rate(score.bound(row)).score)
  }
  const [alone, otherAlone] = scoresWith([])
  const [again, otherAgain] = scoresWith([gap])
  expect(alone).toBeGreaterThan(0.001)
  expect(again).toBeLessThan(1e-6)
  expect(otherAgain).toBeGreaterThan(0.9 * otherAlone!)
})
