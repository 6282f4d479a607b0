/** Random sets of points, as searches meet them: with ties, repetitions, and points beyond the reference. */
import fc from 'fast-check'

/** Points of so many objectives; every other set is on a coarse grid, so that coordinates and points repeat. */
export function anyPoints(objectives: number, maxLength: number) {
  const fine = fc.double({ min: 0, max: 1.2, noNaN: true })
  const coarse = fc.integer({ min: 0, max: 6 }).map((n) => n / 5)
  return fc.oneof(
    ...[fine, coarse].map((loss) =>
      fc.array(fc.array(loss, { minLength: objectives, maxLength: objectives }), { maxLength }),
    ),
  )
}

/** The reference of such points: some are not better than it. */
export const referenceOf = (objectives: number) => new Array<number>(objectives).fill(1)
