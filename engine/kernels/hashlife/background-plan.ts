/**
 * How the plane's background moves under a rule.
 *
 * Cells are kept as differences from the background, so that empty space stays empty even under
 * rules that give birth to cells without neighbors (B0). Sooner or later the background stays as it
 * is or blinks; then it is steady, and any number of ticks is one advance. Before that, and at the
 * odd ticks of a blinking one, there is but one tick to do.
 */
import { nextBackground, type PlaneRule } from './plane-rule.ts'

/** A state of all cells but finitely many: 0 or 1. */
export type Background = 0 | 1

/** How to go on from a background. */
export interface BackgroundStep {
  /** What the even and the odd ticks from here on start from. */
  readonly even: Background
  readonly odd: Background
  /** One tick is all that may be done in one go. */
  readonly isSingle: boolean
}

/** What is done from background 0 and from background 1. */
export type BackgroundPlan = readonly [BackgroundStep, BackgroundStep]

/** Plans for a rule; futures are remembered for the step that is not single. */
export function planBackgrounds(rule: PlaneRule): BackgroundPlan {
  const after0 = nextBackground(rule, 0)
  const after1 = nextBackground(rule, 1)
  const isBlinking = after0 === 1 && after1 === 0
  return [
    { even: 0, odd: isBlinking ? 1 : 0, isSingle: after0 === 1 && !isBlinking },
    { even: 1, odd: 1, isSingle: after1 === 0 },
  ]
}
