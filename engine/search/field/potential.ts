/**
 * How well places represent points, as a divergence of two densities: points attract, places repel each other.
 *
 * T. Lehn-Schioeler, A. Hegde, D. Erdogmus, J. C. Principe, "Vector quantization using information theoretic concepts",
 * Natural Computing 4, 2005. With a kernel G of width h, C = mean of G(w - x) over places w and points x, V = mean of
 * G(w - w') over pairs of places, and J = ln V - 2 ln C, which is the Cauchy-Schwarz divergence less a part that places do
 * not change. All sums are of exponentials over their largest, so that no width is too narrow for them.
 */
import { exp } from '../../math/exp.ts'
import { ln } from '../../math/log2.ts'
import { squaredDistance } from '../squared-distance.ts'

/** A place or a point, one number a dimension. */
export type Position = readonly number[]

/** The divergence, and how it changes with each place. */
export interface Potential {
  /** J: less is better. */
  readonly divergence: number
  /** Its gradient, one vector a place. */
  readonly slopes: readonly Position[]
}

/** The divergence of places from points under a kernel of this width (a standard deviation, above 0). */
export function potentialOf(
  places: readonly Position[],
  points: readonly Position[],
  width: number,
): Potential {
  const pull = pullOf(places, points, width)
  const push = pullOf(places, places, width)
  return {
    divergence: push.lnMean - 2 * pull.lnMean,
    // A pair of places counts twice in V, once from each side.
    slopes: places.map((_, i) =>
      push.slopes[i]!.map((each, k) => 2 * each - 2 * pull.slopes[i]![k]!),
    ),
  }
}

interface Pull {
  /** ln of the mean of the kernel over all pairs. */
  readonly lnMean: number
  /** The gradient of it with the first of the pair. */
  readonly slopes: readonly Position[]
}

function pullOf(places: readonly Position[], points: readonly Position[], width: number): Pull {
  // Two kernels of one width between them are one that is wider by the root of two.
  const spread = 2 * width * width
  const squares = places.map((place) => points.map((point) => squaredDistance(place, point)))
  const least = squares.reduce((most, row) => row.reduce((a, b) => Math.min(a, b), most), Infinity)
  let sum = 0
  const slopes = places.map((place, i) => {
    const slope = place.map(() => 0)
    for (let j = 0; j < points.length; j++) {
      const kernel = exp((least - squares[i]![j]!) / (2 * spread))
      if (kernel === 0) continue
      sum += kernel
      for (let k = 0; k < slope.length; k++)
        slope[k]! -= (kernel * (place[k]! - points[j]![k]!)) / spread
    }
    return slope
  })
  return {
    lnMean: ln(sum) - least / (2 * spread) - ln(places.length * points.length),
    slopes: slopes.map((slope) => slope.map((each) => each / sum)),
  }
}
