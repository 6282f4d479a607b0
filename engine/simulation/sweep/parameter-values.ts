/** The values that a parameter is given: as they are listed, or evenly spaced. */
import { MAX_POINTS, type ValuesDocument } from './sweep-schema.ts'

type Range = Exclude<ValuesDocument, readonly unknown[]>

/** More digits than these are errors of rounding: 0.1 times 3 is to be 0.3. */
const DIGITS = 15

/** The values of a list or a range; a text says what is wrong with it. */
export function listValues(document: ValuesDocument): readonly unknown[] | string {
  return Array.isArray(document) ? document : listRange(document as Range)
}

function listRange({ from, to, step, count }: Range): readonly number[] | string {
  const given = [to, step, count].filter((each) => each !== undefined).length
  if (given !== 2) return 'needs from and two of to, step and count'
  if (to === undefined) return space(from, step!, count!)
  if (count !== undefined) {
    if (count === 1)
      return from === to ? [from] : 'needs a count of 2 or more to come from there to there'
    return space(from, (to - from) / (count - 1), count)
  }
  const steps = (to - from) / step!
  if (!(steps >= 0) || !Number.isFinite(steps)) return 'needs a step that leads from there to there'
  // What is a whole number of steps but for rounding is one.
  const reached = Math.floor(steps + 1e-9) + 1
  return reached > MAX_POINTS ? `has more than ${MAX_POINTS} values` : space(from, step!, reached)
}

function space(from: number, step: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => Number((from + i * step).toPrecision(DIGITS)))
}
