/** How values are multiplied by a power of t: by products of few terms each. */

/** The element t^shift times 1 + t^distance for each factor. */
export interface FieldStep {
  readonly shift: number
  readonly factors: readonly number[]
}

/** A step that is made so many times. */
export interface RepeatedStep {
  readonly step: FieldStep
  readonly times: number
}

/** Squares of t^64 that have few terms: t^512 = (1 + t^8)(1 + t^24) is the last one used. */
const DOUBLINGS = [8, 4, 2, 1] as const

/** No step: times 1. */
export const UNIT_STEP: FieldStep = Object.freeze({ shift: 0, factors: [] })

/** The step from a block of 64 rows to the next. */
export const BLOCK_STEP: FieldStep = Object.freeze({ shift: 0, factors: [1, 3] })

/** Steps whose product is t^exponent, at least one; the last one is made once. */
export function listFieldSteps(exponent: number): readonly RepeatedStep[] {
  const steps: RepeatedStep[] = []
  let rest = exponent
  for (const doubling of DOUBLINGS) {
    const times = Math.floor(rest / (64 * doubling))
    if (times > 0) steps.push({ step: { shift: 0, factors: [doubling, 3 * doubling] }, times })
    rest -= times * 64 * doubling
  }
  const last = steps.at(-1)
  if (last === undefined) return [{ step: { shift: rest, factors: [] }, times: 1 }]
  const others = steps.slice(0, -1)
  if (last.times > 1) others.push({ ...last, times: last.times - 1 })
  return [...others, { step: { ...last.step, shift: rest }, times: 1 }]
}
